// The table of output formats: a new format is a new file beside this one and a line here.

import { renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { renderNdjson } from './ndjson.ts';
import type { PrintFormat, Renderer } from './renderer.ts';
import { renderText } from './text.ts';
import { renderUniq } from './uniq.ts';

export const renderers: Readonly<Record<PrintFormat, Renderer>> = {
  text: renderText,
  uniq: renderUniq,
  json: renderJson,
  ndjson: renderNdjson,
  csv: renderCsv,
};
