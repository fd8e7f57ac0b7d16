import {
  type NoticeParameter,
  type Option,
  type Parameter,
  type Parameters,
  type RowsParameter,
  type Step,
  outputsVary,
} from '../../core/steps';

// The width of a control beside a label of 150px; Node-RED's widgets read it from the style attribute.
const beside = 'style="width: calc(100% - 160px)"';

/** Where a form's fields and texts are found. */
export interface FormNames {
  /** `node-input`, or `node-config-input` for a config node. */
  prefix: string;
  /** Key of the node's texts in its locale file. */
  type: string;
  /** Whether values may come from elsewhere than the form. */
  typed: boolean;
}

/** The form of a step's edit dialog. */
export function stepForm(step: Step): string {
  const names = { prefix: 'node-input', type: step.name, typed: true };
  return wrap(names, [
    nameRow(names),
    ...(step.receive ? [addressRows(names)] : []),
    ...connectionRows(step, names, (controls) => controls.length === 0),
    // Any other connection stands right behind the parameter that it depends on.
    ...parameterRows(step.parameters, names, (name) =>
      connectionRows(step, names, (controls) => controls.at(-1) === name),
    ),
    ...(outputsVary(step) ? ['<input type="hidden" id="node-input-outputs">'] : []),
  ]);
}

/** The form of a config node's dialog. */
export function connectionForm(fields: Parameters, names: FormNames): string {
  return wrap(names, [nameRow(names), ...parameterRows(fields, names, () => [])]);
}

/** A row for each parameter and what stands behind it; advanced ones last, out of sight. */
function parameterRows(
  parameters: Parameters,
  names: FormNames,
  behind: (name: string) => string[],
): string[] {
  const isAdvanced = (parameter: Parameter) => parameter.type !== 'notice' && parameter.advanced;
  const all = Object.entries(parameters);
  const rows = (chosen: typeof all) =>
    chosen.flatMap(([name, parameter]) => [parameterRow(name, parameter, names), ...behind(name)]);
  const usual = rows(all.filter(([, parameter]) => !isAdvanced(parameter)));
  return [...usual, ...more(rows(all.filter(([, parameter]) => isAdvanced(parameter))), names)];
}

const wrap = ({ type }: FormNames, rows: readonly string[]) =>
  `<script type="text/html" data-template-name="${type}">\n<div class="shop-journeys-form">\n${rows.join('\n')}\n</div>\n</script>`;

const nameRow = ({ prefix }: FormNames) => `<div class="form-row">
  <label for="${prefix}-name"><span data-i18n="node-red:common.label.name"></span></label>
  <input type="text" id="${prefix}-name" data-i18n="[placeholder]node-red:common.label.name" ${beside}>
</div>`;

const more = (rows: readonly string[], { prefix, type }: FormNames) =>
  rows.length === 0
    ? []
    : [
        `<details id="${prefix}-more">\n<summary data-i18n="${type}.word.more"></summary>\n${rows.join('\n')}\n</details>`,
      ];

const addressRows = ({ prefix, type }: FormNames) => `<div class="form-row">
  <label><span data-i18n="${type}.word.endpoint"></span></label>
  <div class="shop-journeys-endpoint"><code id="${prefix}-endpoint"></code>
  <button type="button" class="red-ui-button red-ui-button-small" id="${prefix}-copy" data-i18n="${type}.word.copy"></button></div>
</div>
<div class="form-row">
  <label for="${prefix}-path" data-i18n="[title]${type}.word.pathHelp"><span data-i18n="${type}.word.path"></span></label>
  <input type="text" id="${prefix}-path" placeholder="first-order" ${beside}>
</div>`;

function connectionRows(
  step: Step,
  { prefix, type }: FormNames,
  stands: (controls: string[]) => boolean,
): string[] {
  const uses = Object.entries(step.connections ?? {});
  return uses
    .filter(([, { showWhen = {} }]) => stands(Object.keys(showWhen)))
    .map(
      ([name]) => `<div class="form-row" id="${prefix}-row-${name}">
  <label for="${prefix}-${name}"><span data-i18n="${type}.connection.${name}"></span></label>
  <input type="text" id="${prefix}-${name}" ${beside}>
</div>`,
    );
}

function parameterRow(name: string, parameter: Parameter, { prefix, type, typed }: FormNames): string {
  const key = `${type}.parameter.${name}`;
  if (parameter.type === 'notice')
    return noticeRow(`${prefix}-row-${name}`, `${prefix}-${name}`, key, parameter);
  return `<div class="form-row" id="${prefix}-row-${name}">
  <label for="${prefix}-${name}" data-i18n="[title]${key}.help"><span data-i18n="${key}.label"></span></label>
  ${control(`${prefix}-${name}`, key, parameter, typed)}
</div>`;
}

function noticeRow(row: string, id: string, key: string, { asks }: NoticeParameter): string {
  if (!asks) return `<div class="form-tips" id="${row}" data-i18n="${key}.label"></div>`;
  const button = asks.takeOver
    ? `\n  <button type="button" class="red-ui-button red-ui-button-small" id="${id}-take" data-i18n="${key}.takeOver"></button>`
    : '';
  return `<div class="form-row" id="${row}">
  <label><span data-i18n="${key}.label"></span></label>
  <div class="shop-journeys-answer"><output id="${id}"></output>${button}</div>
</div>`;
}

function control(
  id: string,
  key: string,
  parameter: Exclude<Parameter, { type: 'notice' }>,
  typed: boolean,
): string {
  const placeholder = placeholderOf(key, parameter);
  switch (parameter.type) {
    case 'flag':
      return `<input type="checkbox" id="${id}" class="shop-journeys-flag">`;
    case 'choice':
      return `<select id="${id}" ${beside}>${options(key, parameter.options)}</select>`;
    case 'choices':
      return `<div id="${id}-choices" class="shop-journeys-choices">${boxes(key, parameter.options)}</div>`;
    case 'rows':
      return rowsControl(id, key, parameter);
    case 'json':
    case 'template':
      if (parameter.rows === undefined) break;
      return `<input type="text" id="${id}-other" ${beside}>
  <input type="hidden" id="${id}Type">
  <div class="node-text-editor" id="${id}-editor" style="height: ${parameter.rows * 24 + 16}px"></div>`;
    case 'text':
      if (parameter.secret) return `<input type="password" id="${id}"${placeholder} ${beside}>`;
  }
  const type = typed ? `\n  <input type="hidden" id="${id}Type">` : '';
  return `<input type="text" id="${id}"${placeholder} ${beside}>${type}`;
}

const options = (key: string, all: readonly Option[]) =>
  all
    .map(({ value }) => `\n    <option value="${value}" data-i18n="${key}.option.${value}"></option>`)
    .join('');

const boxes = (key: string, all: readonly Option[]) =>
  all
    .map(
      ({ value }) =>
        `\n    <label><input type="checkbox" value="${value}"> <span data-i18n="${key}.option.${value}"></span></label>`,
    )
    .join('');

/** The list, and one row that the dialog copies for each entry. */
function rowsControl(id: string, key: string, { columns }: RowsParameter): string {
  const cells = Object.entries(columns).map(([name, column]) => cell(`${key}.column.${name}`, name, column));
  return `<div class="shop-journeys-rows"><ol id="${id}-rows"></ol></div>
  <div id="${id}-row" hidden><div class="shop-journeys-cells">${cells.join('')}</div></div>`;
}

function cell(key: string, name: string, column: Parameter): string {
  const field = `data-column="${name}"`;
  const label = `<span data-i18n="[title]${key}.help;${key}.label"></span>`;
  if (column.type === 'flag') return `\n    <label>${label}<input type="checkbox" ${field}></label>`;
  if (column.type === 'choice')
    return `\n    <label>${label}<select ${field}>${options(key, column.options)}</select></label>`;
  if (column.type === 'json')
    return `\n    <label class="shop-journeys-wide">${label}<textarea rows="${column.rows}" ${field}></textarea></label>`;
  return `\n    <label>${label}<input type="text" ${field}${placeholderOf(key, column)}></label>`;
}

const placeholderOf = (key: string, parameter: Parameter) =>
  'placeholder' in parameter ? ` data-i18n="[placeholder]${key}.placeholder"` : '';
