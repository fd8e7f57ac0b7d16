/* global $, RED, journeyAnswers, journeyIsShown, journeyOutputs, journeyRows */

/**
 * The behaviour of an edit dialog in Node-RED's editor, for a node or a config node. The build puts the functions of
 * this folder into each node's html file, so that a node needs nothing but its own file.
 * `spec`: what `dialogSpec` made of the step's definition.
 */
function journeyDialog(spec) {
  const { type, prefix, parameters, connections } = spec;
  const outputs = spec.outputs && journeyOutputs(spec.outputs, parameters);
  const field = (name, suffix = '') => $(`#${prefix}-${name}${suffix}`);
  const form = () => field('name').closest('.shop-journeys-form');
  const say = (node, key, values) => node._(`${type}.${key}`, values);
  const ofType = (...types) =>
    Object.entries(parameters).filter(([, parameter]) => types.includes(parameter.type));
  const isLongText = ({ lines }) => lines !== undefined;

  /** The node whose dialog is open: its values are in the form, those of all others in the node. */
  let open;
  const editors = new Map();
  const lists = new Map();

  // A node that was saved before its step had the parameter has the default.
  const saved = (node, name) => node[name] ?? parameters[name]?.default;

  function current(node, name) {
    if (open !== node || field(name).length === 0) return saved(node, name);
    return parameters[name]?.type === 'flag' ? field(name).prop('checked') : field(name).val();
  }

  const isShown = (node, part) => journeyIsShown(part, (name) => current(node, name));

  function isJson(text) {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }

  function complaint(node, parameter, label, value) {
    const text = String(value ?? '');
    if (parameter.required && text === '') return say(node, 'word.required', { label });
    if (parameter.type === 'number') {
      const number = text.trim() === '' ? NaN : Number(text);
      const { minimum, maximum } = parameter;
      if (!(number >= minimum && number <= maximum))
        return say(node, 'word.number', { label, minimum, maximum });
    }
    if (parameter.type === 'json' && text !== '' && !isJson(text)) return say(node, 'word.json', { label });
    if (parameter.type === 'money' && !/^(\d+([.]\d+)?)?$/.test(text))
      return say(node, 'word.money', { label });
    return undefined;
  }

  function rowsComplaint(node, name, { columns }, rows) {
    const found = (rows ?? []).flatMap((row) =>
      Object.entries(columns)
        .filter(([, parameter]) => journeyIsShown(parameter, (cell) => row[cell]))
        .map(([column, parameter]) =>
          complaint(node, parameter, say(node, `parameter.${name}.column.${column}.label`), row[column]),
        ),
    );
    return found.find((text) => text !== undefined);
  }

  /** Checks a parameter: true, or what is wrong. */
  function check(name) {
    const parameter = parameters[name];
    return function validate(value, options) {
      if (!isShown(this, parameter)) return true;
      const label = say(this, `parameter.${name}.label`);
      const from = parameter.literal && (current(this, `${name}Type`) || parameter.literal);
      if (parameter.literal !== from)
        return RED.utils.validateTypedProperty(value, from, { ...options, label });
      const wrong =
        parameter.type === 'rows'
          ? rowsComplaint(this, name, parameter, value)
          : complaint(this, parameter, label, value);
      return wrong ?? true;
    };
  }

  /** Checks that a connection is chosen where one is needed: true, or what is wrong. */
  function checkConnection(name) {
    // eslint-disable-next-line no-unused-vars -- Node-RED takes a text for the reason only from a function of two
    return function validate(value, options) {
      if (!isShown(this, connections[name])) return true;
      if (value && value !== '_ADD_') return RED.nodes.node(value) !== null;
      return connections[name].required
        ? say(this, 'word.required', { label: say(this, `connection.${name}`) })
        : true;
    };
  }

  // eslint-disable-next-line no-unused-vars -- as above
  function checkPath(value, options) {
    return /^[\w-]*$/.test(value ?? '') || say(this, 'word.pathInvalid');
  }

  function showRows(node) {
    for (const [name, row] of Object.entries({ ...connections, ...parameters })) {
      $(`#${prefix}-row-${name}`).toggle(isShown(node, row));
    }
  }

  const languages = { liquid: 'Liquid', json: 'JSON' };

  const valueTypes = ({ literal, types }, hasValue) => [
    literal in languages ? { value: literal, label: languages[literal], hasValue } : literal,
    ...types,
  ];

  function prepareTyped(name, parameter) {
    field(name).typedInput({
      types: valueTypes(parameter, true),
      default: parameter.literal,
      typeField: field(name, 'Type'),
    });
  }

  /** A text of several lines has an editor of its own; the input above it says where the text comes from. */
  function prepareLongText(node, name, parameter) {
    const other = field(name, '-other');
    const from = node[`${name}Type`] || parameter.literal;
    const written = from === parameter.literal;
    const editor = RED.editor.createEditor({
      id: `${prefix}-${name}-editor`,
      mode: parameter.literal === 'json' ? 'ace/mode/json' : 'ace/mode/handlebars',
      value: written ? saved(node, name) : '',
      lineNumbers: false,
      wordWrap: 'on',
      minimap: { enabled: false },
    });
    editors.set(name, editor);
    other.val(written ? '' : node[name]);
    other.typedInput({
      types: valueTypes(parameter, false),
      default: parameter.literal,
      typeField: field(name, 'Type'),
    });
    const show = () => field(name, '-editor').toggle(other.typedInput('type') === parameter.literal);
    other.on('change', show);
    show();
  }

  function saveLongText(node, name, parameter) {
    const other = field(name, '-other');
    const from = other.typedInput('type');
    node[name] = from === parameter.literal ? editors.get(name).getValue() : other.typedInput('value');
    node[`${name}Type`] = from;
  }

  function prepareRows(node, name, { columns }) {
    const list = journeyRows((suffix) => field(name, suffix), columns, answers.changed);
    lists.set(name, list);
    list.prepare(saved(node, name));
  }

  const boxes = (name) => field(name, '-choices').find('input');

  const picked = (name) =>
    boxes(name)
      .filter(':checked')
      .toArray()
      .map((box) => box.value);

  /** What stands in the form; undefined for what comes from elsewhere. */
  function written(name) {
    const parameter = parameters[name];
    if (lists.has(name)) return lists.get(name).values();
    if (parameter.type === 'choices') return picked(name);
    const typed = field(name, isLongText(parameter) ? '-other' : '');
    if (parameter.types && typed.typedInput('type') !== parameter.literal) return undefined;
    return isLongText(parameter) ? editors.get(name).getValue() : current(open, name);
  }

  const answers = journeyAnswers(
    type,
    ofType('notice').filter(([, { asks }]) => asks),
    {
      valueOf: written,
      connections: () =>
        Object.fromEntries(Object.keys(connections).map((name) => [name, field(name).val()])),
      isShown: (question) => isShown(open, question),
      show: showAnswer,
      say: (key) => say(open, key),
    },
  );

  const inOwnLanguage = (text) => (RED.i18n.lang().startsWith('zh') ? text.zh : text.en);

  function showAnswer(name, { answer, fault }) {
    field(name)
      .text(fault ?? inOwnLanguage(answer))
      .toggleClass('shop-journeys-fault', fault !== undefined);
    field(name, '-take').toggle(fault === undefined);
  }

  /** Goes on from an answer: it becomes the value of a parameter. */
  function takeOver({ into, set }, answer) {
    for (const [name, value] of Object.entries(set)) field(name).val(value).trigger('change');
    field(into, '-other').typedInput('type', parameters[into].literal);
    editors.get(into).setValue(answer);
  }

  function prepareAnswers() {
    for (const [name, { asks }] of ofType('notice'))
      field(name, '-take').on('click', () => takeOver(asks.takeOver, field(name).text()));
    for (const editor of editors.values()) editor.getSession().on('change', answers.changed);
    form().on('input change', answers.changed);
    answers.changed();
  }

  function prepareAddress(node) {
    const show = () => {
      const root = (RED.settings.httpNodeRoot || '/').replace(/\/?$/, '/');
      field('endpoint').text(`${location.origin}${root}shop-journeys/${field('path').val() || node.id}`);
    };
    field('path').on('input', show);
    field('copy').on('click', () => RED.clipboard.copyText(field('endpoint').text(), field('copy')));
    show();
  }

  const isChanged = (node, [name, parameter]) =>
    parameter.advanced && JSON.stringify(saved(node, name)) !== JSON.stringify(parameter.default);

  /** The editor has filled in what the node has. */
  function fillInDefaults(node) {
    for (const [name, parameter] of Object.entries(parameters)) {
      if (node[name] !== undefined || parameter.secret || parameter.default === undefined) continue;
      if (parameter.type === 'flag') field(name).prop('checked', parameter.default);
      else field(name).val(parameter.default);
    }
  }

  function prepare(node) {
    open = node;
    fillInDefaults(node);
    for (const [name, parameter] of Object.entries(parameters)) {
      if (isLongText(parameter)) prepareLongText(node, name, parameter);
      else if (parameter.literal && parameter.types) prepareTyped(name, parameter);
    }
    for (const [name, parameter] of ofType('rows')) prepareRows(node, name, parameter);
    for (const [name] of ofType('choices')) {
      boxes(name).each((_, box) => $(box).prop('checked', saved(node, name).includes(box.value)));
    }
    for (const [name] of ofType('choice', 'flag')) field(name).on('change', () => showRows(node));
    if (spec.receives) prepareAddress(node);
    field('more').prop(
      'open',
      Object.entries(parameters).some((entry) => isChanged(node, entry)),
    );
    showRows(node);
    prepareAnswers();
  }

  function close() {
    answers.close();
    for (const editor of editors.values()) editor.destroy();
    editors.clear();
    lists.clear();
    open = undefined;
  }

  function save(node) {
    const before = outputs?.list((name) => saved(node, name));
    for (const [name, parameter] of Object.entries(parameters))
      if (isLongText(parameter)) saveLongText(node, name, parameter);
    for (const [name, list] of lists) node[name] = list.values();
    for (const [name] of ofType('choices')) node[name] = picked(name);
    if (outputs?.vary) {
      const origins = Object.fromEntries([...lists].map(([name, list]) => [name, list.origins()]));
      const after = outputs.list((name) => current(node, name), origins);
      field('outputs').val(outputs.moves(before, after));
    }
    close();
  }

  function outputLabel(node, index) {
    const { title, word, number = '' } = outputs.list((name) => saved(node, name))[index];
    return title || `${say(node, word)} ${number}`.trim();
  }

  return { prepare, save, close, check, checkConnection, checkPath, outputLabel };
}
