// How lines are decoded, as the host lays it into memory (workers/kernel/lay-formats.ts): rows of 32-bit words, in the
// order of the members here. What is not there is 0. Knows no line.
//
// A text is [address] [length]. A list is [address of its items] [their number].

import { Names } from "./names";

@unmanaged
export class DecodePlan {
  formats: usize;
  formatCount: i32;
  /** Names of ports, by lower case: the number. */
  services: Names;
  /** Names and numbers of protocols, by lower case: the name. */
  protocols: Names;
  /** Of those, the ones that have ports. */
  protocolsWithPorts: Names;
  /** Words, by lower case: the digit. */
  severities: Names;
  /** Bytes of the longest text of any Names. */
  longestName: usize;
  /** Of the template that has most. */
  mostParts: usize;

  @inline
  format(index: i32): Format {
    return load<Format>(this.formats + ((<usize>index) << 2));
  }
}

@unmanaged
export class Format {
  name: usize;
  nameLength: usize;
  /** A list of lists of texts. */
  recognise: usize;
  recogniseCount: i32;
  /** A list of texts: a line that the format knows holds one of them, unless a header is in force. */
  anchors: usize;
  anchorCount: i32;
  /** A list of texts. */
  blanks: usize;
  blankCount: i32;
  head: Templates;
  messages: usize;
  messageCount: i32;
  /** What event_id the head told → Candidates. */
  ids: Names;
  /** For all other event_ids. */
  otherwise: Candidates;
  services: Names;
  /** Actions, by lower case: the event, of lines of no known kind. */
  events: Names;
  markers: usize;
  markerCount: i32;
  header: Header | null;

  @inline
  message(index: i32): Message {
    return load<Message>(this.messages + ((<usize>index) << 2));
  }
}

/** Messages in their order. */
@unmanaged
export class Candidates {
  messages: usize;
  count: i32;

  @inline
  at(index: i32): Message {
    return load<Message>(this.messages + ((<usize>index) << 2));
  }
}

export const NO_BODY = 0;
export const TEMPLATES = 1;
export const PAIRS = 2;
export const COLUMNS = 3;

@unmanaged
export class Message {
  /** What rules may take such a line; the rules' own business, but that of a line with none nothing more is decoded. */
  ruleBits: u64;
  index: i32;
  holds: usize;
  holdsLength: usize;
  body: i32;
  templates: Templates;
  pairs: Pairs;
  columns: Columns;
  /** Not 0: the side with the well-known port is the server. */
  byPorts: i32;
  set: Constants;
  /** Actions, by lower case: the event. */
  events: Names;
}

/** Texts of fields that are the same in every line of a kind. */
@unmanaged
export class Constants {
  event: usize;
  eventLength: usize;
  action: usize;
  actionLength: usize;
  proto: usize;
  protoLength: usize;
  eventId: usize;
  eventIdLength: usize;
}

@unmanaged
export class Marker {
  text: usize;
  length: usize;
  set: Constants;
}

// ---------------------------------------------------------------- templates

@unmanaged
export class Templates {
  /** The parts of all templates, one behind the other. */
  parts: usize;
  /** Behind the last part of each template. */
  ends: usize;
  count: i32;
}

export const LITERAL = 0;
export const WORD = 1;
export const DIGITS = 2;
export const LETTERS = 3;
export const TEXT = 4;
export const OPTIONAL = 5;

/** Targets beyond the fields: a side, by address or name, or as an endpoint. */
export const SRC = 21;
export const DST = 22;
export const SRC_ENDPOINT = 23;
export const DST_ENDPOINT = 24;

/**
 * A capture and the literal behind it are one part if nothing optional stands between them: they fit together or not
 * at all.
 */
@unmanaged
export class Part {
  kind: i32;
  /** Of a part that is not optional: how many parts of the template are before it. */
  index: i32;
  /** A field or a side; of captures that are skipped, anything. */
  target: i32;
  /** A bit for each field that it may fill; 0: it is skipped. */
  fields: u32;
  /** Of a literal; or what must stand behind a capture. */
  literal: Literal | null;
  /** Of an optional part: behind its parts, which follow. */
  end: usize;
  /** Of a capture, a list of Literals: what may stand behind it. Of a word, those only that begin with no blank. */
  until: usize;
  untilCount: i32;
  /** Of a text: the line's end may, too. */
  mayEnd: i32;
  /** Of a word: ByteSet of what may end it. */
  stops: usize;
}

@unmanaged
export class Literal {
  /** Its first sixteen bytes; of a shorter one, the mask hides the others. Aligned to 16. */
  first0: u64;
  first1: u64;
  mask0: u64;
  mask1: u64;
  text: usize;
  length: usize;
  /** Nothing behind a blank in it can be mistaken for another blank: as it stands it is matched byte by byte. */
  isPlain: i32;
  endsInBlank: i32;

  @inline
  get first(): v128 {
    return v128.load(changetype<usize>(this));
  }

  @inline
  get mask(): v128 {
    return v128.load(changetype<usize>(this), 16);
  }
}

// ---------------------------------------------------------------- pairs and columns

/** Of a key or a column. */
@unmanaged
export class Key {
  /** The line in which it told its field last. */
  told: u64;
  target: i32;
  /** A bit for each field that it may fill. */
  fields: u32;
  /** It has to be followed by something: of an address or a port, if the spec says so. */
  followed: i32;
  /** It tells an address or the name of a host. */
  isHost: i32;
}

@unmanaged
export class Pairs {
  fromLine: i32;
  assign: usize;
  assignLength: usize;
  separator: usize;
  separatorLength: usize;
  quotes: i32;
  /** Separator and stopping byte. */
  stop: usize;
  stopLength: usize;
  /** Values that mean that there is none. */
  empty: Names;
  /** → Key */
  keys: Names;
}

@unmanaged
export class Columns {
  split: Split;
  /** A list of Whens. */
  when: usize;
  whenCount: i32;
  empty: Names;
  /** A list of [number of the place in the split] [Key]. */
  fields: usize;
  fieldCount: i32;
}

@unmanaged
export class When {
  /** Number of the place in the split; -1: there is no such column. */
  place: i32;
  /** What the column may hold. */
  texts: Names;
}

/** How lines are taken apart; all messages of a format that do it alike share one, and the line is walked once. */
@unmanaged
export class Split {
  /** The line that it was done for last. */
  done: u64;
  delimiter: usize;
  delimiterLength: usize;
  quotes: i32;
  /** The first column begins with the word that holds the first delimiter, not with the line. */
  fromWord: i32;
  /** A list: the columns that anybody asks for, by number, in order. */
  wanted: usize;
  wantedCount: i32;
  /** For each of them a Place. */
  places: usize;
  /** How many of them the line has. */
  found: i32;
}

/** A column of the line at hand. */
@unmanaged
export class Place {
  at: usize;
  end: usize;
  /** Nothing stands behind it. */
  isLast: i32;
}

@unmanaged
export class Header {
  message: Message;
  empty: Names;
  split: Split;
  prefixes: usize;
  prefixCount: i32;
  /** Lists of texts. */
  requires: usize;
  requireCount: i32;
  shapes: usize;
  shapeCount: i32;
  remarks: usize;
  remarkCount: i32;
  /** → Key */
  keys: Names;
  /** Of the header in force: how many columns it names; 0: there is none. */
  columns: i32;
  /** For each of `split.wanted` its Key. */
  found: usize;
  capacity: i32;
  /** The line itself. */
  text: usize;
  textLength: usize;
  /** A line like a header was met, whether it is in force or not. */
  isMet: i32;
}

@unmanaged
export class Prefix {
  text: usize;
  length: usize;
  /** The names begin with it, not behind it. */
  named: i32;
}
