// The little of the WebAssembly interface that is used here. TypeScript declares it in its DOM library only, which
// would bring all names of a browser along.

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class RuntimeError extends Error {}
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: object;
  }
}
