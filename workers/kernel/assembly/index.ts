// What the kernel shows its host. Each room explains itself at its top.
export { allocate, release } from "./memory";

export { inflate, inflateInputAt, inflateOutputAt, inflateStart } from "./inflate";
