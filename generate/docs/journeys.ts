import { type Parameter, outputsOf } from '../../core/steps';
import { type Journey, type JourneyStep, journeys } from '../../journeys';
import { code, page, table } from './markdown';

/** The page that tells what each journey does, step by step. */
export function journeysPage(): string {
  return page([
    '# The journeys',
    'Each journey comes as an n8n workflow and as a Node-RED flow with the same steps. This page is generated from `journeys/`.',
    ...journeys.flatMap(journeyBlocks),
  ]);
}

function journeyBlocks(journey: Journey): string[] {
  return [
    `## ${journey.title}`,
    journey.summary,
    `n8n: import [workflows/${journey.name}.json](../workflows/${journey.name}.json). Node-RED: Import → Examples, or [examples/${journey.name}.json](../examples/${journey.name}.json).`,
    'Before it goes live:',
    journey.toDo.map((line, index) => `${index + 1}. ${line}`).join('\n'),
    ...journey.sections.flatMap(({ title, note, steps }) => [
      `### ${title}`,
      note,
      table(
        ['Step', 'Node', 'Set to', 'Leads on to'],
        Object.entries(steps).map(([name, place]) => row(name, place)),
      ),
    ]),
  ];
}

function row(title: string, place: JourneyStep): string[] {
  return [`**${title}**`, place.step.title.en, settings(place), leads(place)];
}

function settings({ step, values }: JourneyStep): string {
  return Object.entries(step.parameters)
    .flatMap(([name, parameter]) => {
      const value = values[name];
      if (parameter.type === 'notice' || value === undefined) return [];
      return [`${parameter.label.en}: ${shown(parameter, value)}`];
    })
    .join('\n');
}

function shown(parameter: Parameter, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => shown(parameter, each)).join(', ');
  if (typeof value === 'object' && value !== null) return Object.values(value).join(' → ');
  if (parameter.type === 'template') return String(value);
  const options = parameter.type === 'choice' || parameter.type === 'choices' ? parameter.options : [];
  return options.find((option) => option.value === value)?.label.en ?? code(String(value));
}

function leads({ step, values, leadsTo }: JourneyStep): string {
  return outputsOf(step, values)
    .map(({ name, label }) => `${label.en}: ${leadsTo[name] ?? 'leaves'}`)
    .join('\n');
}
