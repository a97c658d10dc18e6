// Gzip archives of several members, and BGZF: members that tell their own size in an extra field.

import { crc32, deflateRawSync } from 'node:zlib';

export interface MemberOptions {
  readonly level?: number;
  /** What the field BC tells instead of the member's size less one. */
  readonly claimedSize?: number;
}

export function member(text: string | Uint8Array, { level = 6 }: MemberOptions = {}): Buffer {
  return memberOf(Buffer.from(text as Uint8Array), level, Buffer.alloc(0));
}

/** As `bgzip` writes one. */
export function bgzfMember(text: string | Uint8Array, { level = 6, claimedSize }: MemberOptions = {}): Buffer {
  const content = Buffer.from(text as Uint8Array);
  const extra = Buffer.from([6, 0, 0x42, 0x43, 2, 0, 0, 0]);
  const bytes = memberOf(content, level, extra);
  bytes.writeUInt16LE((claimedSize ?? bytes.length - 1) & 0xffff, 16);
  return bytes;
}

function memberOf(content: Buffer, level: number, extra: Buffer): Buffer {
  const head = Buffer.from([0x1f, 0x8b, 8, extra.length > 0 ? 4 : 0, 0, 0, 0, 0, 0, 255]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length % 2 ** 32, 4);
  return Buffer.concat([head, extra, deflateRawSync(content, { level }), trailer]);
}
