import { themes } from '../../core/segments/ready-made';
import { code, jsonBlock, page, table } from './markdown';
import {
  conditions,
  type Explained,
  filterWords,
  type Glossary,
  numberWords,
  textWords,
  windowWords,
} from './segment-language';

/** The page about segments: those that come along, and the language in which all are written. */
export function segmentsPage(): string {
  return page([
    '# Segments',
    'A segment is a group of people who meet conditions, kept up to date by itself: whoever does something is looked at again at once, and when only time has to pass, somebody enters or leaves at that very instant. This page is generated from `core/segments/`.',
    'Lifecycle Segment sends people different ways by their segments, tells why somebody is in one, and lists the people of one. Segment Trigger starts a journey when somebody enters or leaves.',
    '# Ready-made segments',
    'Choose them by name. Days are periods of 24 hours, counted back from now; “bought” means an order that was paid and neither cancelled nor wholly refunded.',
    ...themes.flatMap(({ title, segments }) => [
      `## ${title.en}`,
      table(
        ['Segment', 'Name', 'Who is in it'],
        segments.map(({ name, label, help }) => [label.en, code(name), help.en]),
      ),
    ]),
    ...readyMadeDefinitions(),
    ...languageBlocks(),
  ]);
}

/** What takes the place of the category that people choose. */
const CHOSEN = { category: 'Audio' };

function readyMadeDefinitions(): string[] {
  const folded = themes.map(({ title, segments }) => {
    const definitions = segments.map(({ name, definition }) => [name, definition(CHOSEN).where]);
    return [
      `<details>\n<summary>${title.en}</summary>`,
      jsonBlock(Object.fromEntries(definitions)),
      '</details>',
    ].join('\n\n');
  });
  return [
    '## Their definitions',
    'Each is written in the language below, so you can begin with a copy and make it yours. “Lately Active in a Category” is shown with the category `Audio`.',
    ...folded,
  ];
}

function languageBlocks(): string[] {
  return [
    '# Segments of your own',
    'The steps’ editors build common conditions without any JSON. For everything else, write a definition:',
    jsonBlock({ version: 1, timeZone: 'Europe/Berlin', where: conditions[0]?.example }),
    '`where` is one condition of those below. `timeZone` says where days, weeks, months and years begin; without it, in UTC. [segment.schema.json](segment.schema.json) is the JSON Schema; editors that know JSON Schema complete and check what you type. A mistake is refused with the place where it is.',
    ...conditions.flatMap(conditionBlocks),
    '## When',
    'What stands together must hold together. Something dated ahead of the clock counts at once.',
    glossary(windowWords),
    '## About what',
    'Under `where`. What stands together must hold together.',
    glossary(filterWords),
    '## Texts',
    'Categories and coupon codes are compared whatever their case; all else as it is written.',
    glossary(textWords),
    '## Numbers',
    glossary(numberWords),
    '## Events',
    'Their names are in [webhooks.md](webhooks.md#the-names), and your shop’s own may be used as well. `order_placed`, `order_paid` and `order_cancelled` are one for each order: `order_placed` also where the shop only told of the payment, `order_paid` only as long as the order is neither cancelled nor wholly refunded. `customer_registered` happens once, the first time.',
  ];
}

const conditionBlocks = ({ title, text, words, example }: Explained): string[] => [
  `## ${title}`,
  text,
  `**Example.** ${words}`,
  jsonBlock(example),
];

const glossary = (words: Glossary) =>
  table(
    ['Write', 'Meaning'],
    words.map(([word, meaning]) => [code(word), meaning]),
  );
