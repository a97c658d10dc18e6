// What the kernel shows its host. Each room explains itself at its top.

export { gatheredAt } from "./distinct";
export { setByteShares } from "./fingerprints";
export { setSince, setUntil } from "./line-time";
export { allocate, isAllocating, release } from "./memory";
export {
  addCapture,
  addCondition,
  addLiteral,
  addMeasure,
  addNeedle,
  addRegexp,
  addRule,
  addWhere,
  addWhereAny,
  clearCounts,
  clearKeys,
  conditionRanges,
  conditionText,
  countedLines,
  countsSize,
  gatherSets,
  keyColumn,
  keyContains,
  keyCount,
  keyField,
  keyGroup,
  keySplit,
  keyTemplate,
  keyedLines,
  matchedLines,
  recordCount,
  recordsAt,
  recordsSize,
  sealPlan,
  sealRule,
  seed,
  tablesSize,
  undatedLines,
  unkeyedLines,
} from "./plan";
export {
  forgetPartitions,
  gatherPartitionSets,
  gatherRecords,
  partitionAt,
  partitionRecords,
  seedPartitions,
} from "./partition";
export { addMessageRules, addPortRules, addTextRules, setRuleCount } from "./rule-bits";
export { scan } from "./scan";
export { setReference } from "./stamp-shapes";
export { clearTimes, firstTime, lastTime, noteTimes } from "./time-span";
export { decodedLines, exampleAt, exampleCount, exampleLength } from "./undecoded";

export { fold, foldedAt } from "./checksum";
export {
  inflate,
  inflateHeldBits,
  inflateInputAt,
  inflateOutputAt,
  inflatePauseAt,
  inflateResume,
  inflateStart,
} from "./inflate";

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
export { addFormatAnchor } from "./format-anchors";

// What tests compare line by line with the reference.
export { clearFields } from "./fields";
export { hourOf } from "./packed-time";
export { findStamp, stampEndsAt } from "./stamp";
export { readHeader } from "./syslog-header";
