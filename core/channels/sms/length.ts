import { text, type Text } from '../../steps/text';
import { microsOf, written } from './price';
import type { Segmented } from './segments';
import { measured, named, smsText } from './text';

/** What a message costs the sender. */
interface Costs {
  smsMostSegments: number;
  /** As people write it: "0.0079 USD"; '' for not known. */
  smsSegmentPrice: string;
}

/**
 * How many segments a message takes and why, and what it costs where the price is known. Throws `StepError` for one of
 * too many segments, and for a price that is none.
 */
export function smsLength(message: string, { smsMostSegments, smsSegmentPrice }: Costs): Text {
  const found = measured(smsText(message), smsMostSegments);
  const each = microsOf(smsSegmentPrice, 'smsSegmentPrice');
  const price = each && written({ ...each, micros: each.micros * found.segments });
  const { en, zh } = inWords(found);
  return text(
    [en, ...(price === undefined ? [] : [`It costs ${price}.`])].join(' '),
    [zh, ...(price === undefined ? [] : [`费用 ${price}。`])].join(''),
  );
}

function inWords({ segments, units, single, part, foreign }: Segmented): Text {
  const why = reasonOf(foreign);
  return segments === 1
    ? text(
        `1 segment, filled with ${units} of ${single} units. ${why.en}`,
        `1 条，已用 ${units}/${single} 个单位。${why.zh}`,
      )
    : text(
        `${segments} segments, since ${units} units go ${part} to each. ${why.en}`,
        `${segments} 条，共 ${units} 个单位，每条 ${part} 个。${why.zh}`,
      );
}

function reasonOf(foreign: readonly string[]): Text {
  if (foreign.length === 0)
    return text('Every letter is in the GSM alphabet (GSM-7).', '所有字符都在 GSM 字符集中（GSM-7）。');
  return text(
    `Not in the GSM alphabet, so that the whole text goes as UCS-2: ${named(foreign)}.`,
    `以下字符不在 GSM 字符集中，因此全文按 UCS-2 发送：${named(foreign)}。`,
  );
}
