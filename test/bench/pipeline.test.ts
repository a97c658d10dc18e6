import test from 'ava';
import { diaryScript } from '../../bench/pipeline.ts';

const dns = { needles: ['/53 '], excludes: ['10.1.0.10', '10.1.0.11'] };
const cut = "sed 's/\\t/ /g' | cut -d ' ' -f 13 | grep inside";
const count = "sed 's/:/ /g' | sed 's/\\// /g' | cut -d ' ' -f 2 | sort | uniq -c | sort -rn";

test('the script is the pipeline as the diary writes it', (t) => {
  const script = `cat "$@" | grep -v 10.1.0.10 | grep -v 10.1.0.11 | grep '/53 ' | ${cut} | ${count}`;
  t.is(diaryScript(dns, 'excludes first'), script);
});

test('the needle can go first, and several are asked at once', (t) => {
  const script = diaryScript({ needles: ['/110 ', '/995 '], excludes: ['10.1.0.25'] }, 'needle first');
  t.true(script.startsWith(`cat "$@" | grep -e '/110 ' -e '/995 ' | grep -v 10.1.0.25 | sed`), script);
});

test('another grep stands wherever there is one', (t) => {
  t.is(diaryScript(dns, 'needle first', 'grep -F').match(/grep -F /g)?.length, 4);
});
