// What the kernel shows its host. Each room explains itself at its top.

export { allocate, release } from "./memory";
export {
  addCapture,
  addLiteral,
  addNeedle,
  addRule,
  clearCounts,
  countedLines,
  keyContains,
  keyField,
  keySplit,
  keyTemplate,
  matchedLines,
  recordsAt,
  recordsSize,
  sealRule,
  seed,
  unkeyedLines,
} from "./plan";
export { scan } from "./scan";
export { setReference } from "./stamp";
export { clearTimes, firstTime, lastTime, noteTimes } from "./time-span";

export { inflate, inflateInputAt, inflateOutputAt, inflateStart } from "./inflate";

// Decoding.
export {
  anchorCount,
  anchorLength,
  anchorText,
  decode,
  formatCount,
  headerAt,
  headerLength,
  headerMet,
  messageCount,
  readHeaders,
  resetHeaders,
  setDecodePlan,
  setHeader,
  setRuleBits,
} from "./decode";
export { has as hasField, high, isV6, low, textAt, textLength, want } from "./fields";

// What tests compare line by line with the reference.
export { clearFields } from "./fields";
export { findStamp, hourOf, stampEndsAt } from "./stamp";
export { readHeader } from "./syslog-header";
