// The kernel's counts in the shape of the naive one's, and texts that come in pieces.

import type { RuleCounts, ScanPlan } from '../../src/types.ts';
import type { TextSource } from '../../workers/archive/source.ts';
import { type Fed, feed } from '../../workers/feed.ts';
import type { NaiveCounts } from '../../workers/kernel/naive.ts';
import { Scanner } from '../../workers/kernel/scanner.ts';
import { TextWindow } from '../../workers/window.ts';

export const testSeed = [1, 2, 3, 4] as const;

export function asMap(counts: RuleCounts): Map<string, number> {
  const keys = new Map<string, number>();
  const bytes = Buffer.from(counts.packedKeys);
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 8);
    keys.set(bytes.toString('latin1', at + 12, at + 12 + length), Number(bytes.readBigUInt64LE(at)));
    at += (12 + length + 3) & ~3;
  }
  return keys;
}

export function countsOf(scanner: Scanner): NaiveCounts {
  const { lines, rules } = scanner.counts();
  return {
    lines,
    rules: rules.map((rule) => ({
      matchedLines: rule.matchedLines,
      unkeyedLines: rule.unkeyedLines,
      keys: asMap(rule),
    })),
  };
}

/** A source that gives at most `pieceBytes` of the text at a time. */
export function piecewise(text: Uint8Array, pieceBytes: number): TextSource {
  let at = 0;
  return {
    read(target) {
      const piece = text.subarray(at, at + Math.min(pieceBytes, target.length));
      target.set(piece);
      at += piece.length;
      return piece.length;
    },
    storedBytes: () => at,
    damage: () => undefined,
    close() {},
  };
}

/** Scans a text (ByteText) in pieces. */
export function scanPieces(plan: ScanPlan, text: string, pieceBytes: number): NaiveCounts & Fed {
  const scanner = new Scanner(plan, testSeed);
  const window = new TextWindow(scanner.kernel, 0);
  const fed = feed(scanner, window, piecewise(Buffer.from(text, 'latin1'), pieceBytes), () => {});
  return { ...countsOf(scanner), ...fed };
}
