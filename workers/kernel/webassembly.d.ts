// The little of the WebAssembly interface that is used here. TypeScript declares it in its DOM library only, which
// would bring all names of a browser along.

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** By so many pages of 64 KiB; a RangeError if there is no room. */
    grow(pages: number): number;
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
