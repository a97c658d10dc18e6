// Tells how an input is stored by its first bytes, never by its name. What is clearly compressed in a way that
// nobody here decodes is named, with a command that helps, so that it is never scanned as if it were text.
// Knows magic numbers, not files.

import type { Codec, Damage } from './types.ts';

export type DetectedCodec =
  | { readonly kind: 'codec'; readonly codec: Codec }
  | {
      readonly kind: 'unsupported';
      /** The format's own name. */
      readonly format: string;
      /** A command that writes the text of `FILE` to standard output. */
      readonly command: string;
    };

/** How many first bytes of an input `detectCodec` wants to see; fewer if the input is shorter. */
export const headBytes = 16;

/**
 * Reads into `target` until it holds `leastBytes`, which is what `detectCodec` wants if nobody says, or there is no
 * more; how many bytes it then holds.
 */
export function fillHead(
  target: Uint8Array,
  read: (rest: Uint8Array) => number,
  leastBytes: number = headBytes,
): number {
  let filled = 0;
  while (filled < leastBytes) {
    const got = read(target.subarray(filled));
    if (got === 0) break;
    filled += got;
  }
  return filled;
}

/** Tells the codec from the first `headBytes` bytes of an input; what has no known magic number is plain. */
export function detectCodec(head: Uint8Array): DetectedCodec {
  const hex = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, headBytes)).toString('hex');
  for (const { magic, format, command } of unsupported) {
    if (magic.test(hex)) return { kind: 'unsupported', format, command };
  }
  const known = supported.find(({ magic }) => magic.test(hex));
  return { kind: 'codec', codec: known?.codec ?? 'plain' };
}

/** What the report says of an input that `detectCodec` does not support. */
export function unsupportedDamage(detected: { readonly format: string; readonly command: string }): Damage {
  return {
    reason: 'unsupported',
    message: `${detected.format} is not supported; decode it first, for example \`${detected.command} | syslog-sweep -\``,
  };
}

// Magic numbers as hexadecimal text, anchored: two digits a byte, and a dot stands for any digit. Where a number is
// also plausible text, more of the header must fit. Sources: RFC 1952, RFC 8878, the formats' own specifications,
// zstd's legacy decoders, and file(1)'s magic.

const supported: readonly { readonly magic: RegExp; readonly codec: Codec }[] = [
  { magic: /^1f8b/, codec: 'gzip' },
  { magic: /^28b52ffd/, codec: 'zstd' },
  // A skippable frame; lz4 has the same ones, but only zstd's tools begin a file with them.
  { magic: /^5.2a4d18/, codec: 'zstd' },
  { magic: /^fffe/, codec: 'utf-16le' },
  { magic: /^feff/, codec: 'utf-16be' },
];

const unsupported: readonly { readonly magic: RegExp; readonly format: string; readonly command: string }[] = [
  { magic: /^fd377a585a00/, format: 'xz', command: 'xz -dc FILE' },
  // Properties 5d, a dictionary of whole 64 KiB, then a size that is unknown (all ones) or below 2^40.
  { magic: /^5d0000.{4}(?:f{16}|.{10}0{6})/, format: 'lzma', command: 'xz -dc FILE' },
  // The level alone would take text that begins with "BZh": a block, or the end of the stream, must follow.
  { magic: /^425a683[1-9](?:314159265359|177245385090)/, format: 'bzip2', command: 'bzip2 -dc FILE' },
  { magic: /^(?:04224d18|0[23]214c18)/, format: 'lz4', command: 'lz4 -dc FILE' },
  { magic: /^504b(?:0304|0506|0708)/, format: 'zip', command: 'unzip -p FILE' },
  { magic: /^377abcaf271c/, format: '7z', command: '7z x -so FILE' },
  { magic: /^526172211a07/, format: 'rar', command: 'unrar p -inul FILE' },
  { magic: /^4c5a49500[01]/, format: 'lzip', command: 'lzip -dc FILE' },
  { magic: /^894c5a4f000d0a1a0a/, format: 'lzop', command: 'lzop -dc FILE' },
  { magic: /^4c525a4900/, format: 'lrzip', command: 'lrzip -d -o - FILE' },
  { magic: /^1f9d/, format: 'compress (.Z)', command: 'gzip -dc FILE' },
  { magic: /^1f1e/, format: 'pack (.z)', command: 'gzip -dc FILE' },
  { magic: /^1fa0/, format: 'LZH compress', command: 'gzip -dc FILE' },
  { magic: /^(?:fd2fb51e|2[2-7]b52ffd)/, format: 'zstd before version 0.8', command: 'zstd -dc FILE' },
  { magic: /^ff060000734e61507059/, format: 'snappy', command: 'snzip -dc FILE' },
  { magic: /^4d53434600000000/, format: 'cabinet', command: 'cabextract --pipe FILE' },
  { magic: /^(?:fffe0000|0000feff)/, format: 'UTF-32', command: 'iconv -f UTF-32 -t UTF-8 FILE' },
];
