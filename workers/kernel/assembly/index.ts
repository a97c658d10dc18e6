// What the kernel shows its host. Each room explains itself at its top.

export { allocate, release } from "./memory";
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
  conditionRanges,
  conditionText,
  countedLines,
  gatheredAt,
  gatherSets,
  keyColumn,
  keyContains,
  keyField,
  keyGroup,
  keySplit,
  keyTemplate,
  matchedLines,
  period,
  recordCount,
  recordsAt,
  recordsSize,
  sealRule,
  seed,
  unkeyedLines,
} from "./plan";
export { addMessageRules, addPortRules, setRuleCount } from "./rule-bits";
export { scan } from "./scan";
export { decodedLines, exampleAt, exampleCount, exampleLength } from "./undecoded";

export { inflate, inflateInputAt, inflateOutputAt, inflateStart } from "./inflate";
