// What the head of a line says, remembered by how the line goes on from its anchor: lines of one kind begin alike.
// Knows no fields, and nothing of kinds of messages but where to find them.
//
//     %ASA-6-302013: Built …      the head ends before `Built`; its severity and its event_id are these bytes
//
// What a head makes of a line can be told by the line's first bytes if no other byte was looked at. So, to learn it, the
// head is run once more, over the first 16 bytes alone, then over more: what is found, or is not there, before the end
// of them is reached is so in every line that begins like that.
//
// A beginning is learnt when it comes twice without another in its slot between: where all lines begin otherwise,
// nothing is learnt, and little time is lost. Nothing but time depends on what is remembered.

import { isEndReached, lineEnd, setEndReached, setLineEnd } from "./blanks";
import { Candidates, Format } from "./decode-plan";
import { allocate } from "./memory";
import { CAPTURED, captured, Captured, capturedEnd, completeEnd, runTemplates } from "./template";

const SHORTEST: usize = 16;
const LONGEST: usize = 32;
const MOST_CAPTURES: usize = 4;

@unmanaged
export class Beginning {
  /** The bytes from the anchor on, zeros behind the first `length`. */
  bytes0: u64;
  bytes1: u64;
  bytes2: u64;
  bytes3: u64;
  mask2: u64;
  mask3: u64;
  /** Hash of what was looked for in vain last, and of what cannot be told by so few bytes. */
  missed: u64;
  hopeless: u64;
  /** Null: nothing is remembered here. */
  format: Format | null;
  /** Of the anchor's first text. */
  anchorLength: usize;
  length: usize;
  /** Where the head ends, counted from the anchor; 0: it does not fit whole. */
  end: usize;
  candidates: Candidates;
  captures: usize;
  captureCount: i32;
}

/** Room for a Beginning and its captures, whose places are counted from the anchor. */
const SLOT: usize = 160;
const CAPTURES: usize = 104;
const SLOT_BITS: usize = 8;

let slots: usize = 0;
/** Where the beginning that was sought last would be, and its hash. */
let slot: usize = 0;
let hash: u64 = 0;

/** To be called before the first line, and when other fields are wanted than before. */
export function forgetBeginnings(): void {
  const size = SLOT << SLOT_BITS;
  if (slots == 0) slots = allocate(size);
  memory.fill(slots, 0, size);
}

/** What is remembered of lines that begin like the one that has its anchor at [at, at + anchorLength); or null. */
@inline
export function recall(format: Format, at: usize, anchorLength: usize): Beginning | null {
  const bytes0 = load<u64>(at);
  const bytes1 = load<u64>(at, 8);
  hash = (bytes0 ^ rotl<u64>(bytes1, 31) ^ anchorLength) * 0x9e3779b97f4a7c15;
  slot = slots + <usize>(hash >> (64 - <u64>SLOT_BITS)) * SLOT;
  const known = changetype<Beginning>(slot);
  const isIt =
    known.bytes0 == bytes0 &&
    known.bytes1 == bytes1 &&
    known.bytes2 == (load<u64>(at, 16) & known.mask2) &&
    known.bytes3 == (load<u64>(at, 24) & known.mask3) &&
    known.format === format &&
    known.anchorLength == anchorLength &&
    at + known.length <= lineEnd;
  return isIt ? known : null;
}

/** Remembers what the head says of the line for which `recall` has just found nothing. `run` as for the line. */
export function learn(format: Format, at: usize, anchorLength: usize, wanted: u32, candidates: Candidates): void {
  const known = changetype<Beginning>(slot);
  if (known.hopeless == hash) return;
  const isFirst = known.missed != hash;
  known.missed = hash;
  if (isFirst) return;
  const end = lineEnd;
  for (let length = SHORTEST; length <= LONGEST && at + length <= end; length += 8) {
    setLineEnd(at + length);
    setEndReached(false);
    runTemplates(format.head, at + anchorLength, wanted);
    if (isEndReached || capturedEnd - captured > MOST_CAPTURES * CAPTURED) continue;
    remember(known, at, length);
    known.format = format;
    known.anchorLength = anchorLength;
    known.candidates = candidates;
    setLineEnd(end);
    return;
  }
  setLineEnd(end);
  known.hopeless = hash;
}

function remember(known: Beginning, at: usize, length: usize): void {
  known.length = length;
  known.mask2 = length > 16 ? u64.MAX_VALUE : 0;
  known.mask3 = length > 24 ? u64.MAX_VALUE : 0;
  known.bytes0 = load<u64>(at);
  known.bytes1 = load<u64>(at, 8);
  known.bytes2 = load<u64>(at, 16) & known.mask2;
  known.bytes3 = load<u64>(at, 24) & known.mask3;
  known.end = completeEnd == 0 ? 0 : completeEnd - at;
  known.captures = slot + CAPTURES;
  known.captureCount = <i32>((capturedEnd - captured) / CAPTURED);
  memory.copy(known.captures, captured, capturedEnd - captured);
  for (let i = 0; i < known.captureCount; i++) {
    const each = changetype<Captured>(known.captures + (<usize>i) * CAPTURED);
    each.at -= at;
    each.end -= at;
  }
}
