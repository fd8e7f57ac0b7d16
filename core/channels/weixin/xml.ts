import { SaxesParser } from 'saxes';
import { MalformedError } from '../../shops/shape';
import { storable } from '../../store';

/** Many times what a person can write in one message. */
const LONGEST = 100_000;

/**
 * The fields of a message: the elements right below its root that hold text, the first of each name. Nothing but the
 * five entities of XML itself is known, so that a text is never longer than what came. Throws `MalformedError`.
 */
export function xmlFields(xml: string): Partial<Record<string, string>> {
  if (xml.length > LONGEST) throw new MalformedError('the XML is too long');
  const fields = new Map<string, string>();
  let depth = 0;
  let words = '';
  const parser = new SaxesParser();
  const hear = (text: string) => {
    words += text;
  };
  parser.on('error', () => {
    throw new MalformedError('the body is not XML');
  });
  parser.on('doctype', () => {
    throw new MalformedError('the XML brings a document type');
  });
  parser.on('opentag', () => {
    depth += 1;
    words = '';
  });
  parser.on('text', hear);
  parser.on('cdata', hear);
  parser.on('closetag', ({ name }) => {
    if (depth === 2 && !fields.has(name)) fields.set(name, storable(words));
    depth -= 1;
    words = '';
  });
  parser.write(xml).close();
  return Object.fromEntries(fields);
}
