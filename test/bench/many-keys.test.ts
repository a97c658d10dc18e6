import test from 'ava';
import { renderManyKeys } from '../../bench/many-keys.ts';
import { summarize } from '../../bench/timing.ts';

const figures = { bytes: 4e9, keys: 20_000_000, ours: summarize([2]), maxRssBytes: 3e8, spilledBytes: 1.3e9 };

test('the bars are a ratio of four and a gigabyte of memory', (t) => {
  const met = renderManyKeys({ ...figures, pipeline: summarize([8]) });
  t.regex(met, /20,000,000 distinct keys/);
  t.regex(met, /rg, sort, uniq .* 4\.00 \| ≥ 4 met/);
  t.regex(met, /peak memory 300 MB \(at most 1000: met\), 1300 MB spilled/);
  const missed = renderManyKeys({ ...figures, pipeline: summarize([7.9]), maxRssBytes: 1.1e9 });
  t.regex(missed, /≥ 4 MISSED/);
  t.regex(missed, /at most 1000: MISSED/);
});
