// Memory outside the JavaScript heap that only grows: runs of 32-bit words, which never move. Knows nothing of what is
// written there.

/** Where a run begins: its chunk in the upper 12 bits, its first word in the lower 20. */
export type Position = number;

export interface Chunk {
  readonly words: Uint32Array;
  /** The same memory, to cut strings from. */
  readonly bytes: Buffer;
  readonly usedWords: number;
}

const chunkBits = 20;
const chunkWords = 2 ** chunkBits;
const firstChunkWords = 2 ** 10;
/** One less than 12 bits can tell, so that position + 1 has 32 bits too: 16 GiB. */
const mostChunks = 4095;

export class WordArena {
  readonly #what: string;
  readonly #chunks: { -readonly [Field in keyof Chunk]: Chunk[Field] }[] = [];
  /** The chunk that is being filled; those behind it are empty. */
  #open = 0;

  /** `what` it holds, for the message when it is full. */
  constructor(what: string) {
    this.#what = what;
  }

  /** A run of so many words, zeros unless `clear` was called. */
  reserve(words: number): Position {
    let chunk = this.#chunks[this.#open];
    while (chunk === undefined || chunk.usedWords + words > chunk.words.length) chunk = this.#nextChunk(words);
    const position = this.#open * chunkWords + chunk.usedWords;
    chunk.usedWords += words;
    return position;
  }

  /** What it takes of memory. */
  get bytes(): number {
    return this.#chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Forgets all runs, and keeps the memory, as it is: what is reserved from now on are no zeros. */
  clear(): void {
    // One that a long run had to itself could hold short ones, but positions tell only the first words of a chunk.
    for (let i = this.#chunks.length - 1; i >= 0; i--) {
      if ((this.#chunks[i]?.words.length ?? 0) > chunkWords) this.#chunks.splice(i, 1);
    }
    for (const chunk of this.#chunks) chunk.usedWords = 0;
    this.#open = 0;
  }

  chunkAt(position: Position): Chunk {
    return this.#chunks[position >>> chunkBits] as Chunk; // there is one wherever something was reserved
  }

  /** The words of that chunk. */
  wordsAt(position: Position): Uint32Array {
    return this.chunkAt(position).words;
  }

  /** Calls `visit` once a chunk, with the position of its first word; runs stand side by side in the used words. */
  visitChunks(visit: (chunk: Chunk, start: Position) => void): void {
    this.#chunks.forEach((chunk, index) => {
      visit(chunk, index * chunkWords);
    });
  }

  /** One that `clear` has left, or else a new one. */
  #nextChunk(leastWords: number) {
    this.#open = Math.min(this.#open + 1, this.#chunks.length);
    return this.#chunks[this.#open] ?? this.#newChunk(leastWords);
  }

  /** Chunks begin small, for the many that stay small; a run longer than a chunk has one to itself. */
  #newChunk(leastWords: number) {
    const count = this.#chunks.length;
    if (count === mostChunks) throw new RangeError(`Expected ${this.#what} to take at most 16 GiB`);
    const words = new Uint32Array(Math.max(leastWords, Math.min(chunkWords, firstChunkWords * 2 ** count)));
    const chunk = { words, bytes: Buffer.from(words.buffer), usedWords: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }
}

/** Where in its chunk a run begins. */
export function wordIn(position: Position): number {
  return position & (chunkWords - 1);
}
