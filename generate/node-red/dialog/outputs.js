/* global journeyIsShown */

/** The outputs of a step, by the rules of its definition. */
function journeyOutputs({ eachOf = [], fixed }, parameters) {
  function chosen(name, value, origins) {
    const { options, titledBy } = parameters[name];
    if (options)
      return options
        .filter((option) => value.includes(option))
        .map((option) => ({ key: `${name}.${option}`, word: `parameter.${name}.option.${option}` }));
    return value.map((row, index) => ({
      key: `${name}.${origins ? (origins[index] ?? `new ${index}`) : index}`,
      title: String(row[titledBy] ?? '').trim(),
      word: `parameter.${name}.row`,
      number: index + 1,
    }));
  }

  /** In their order. `valueOf`: a parameter's value. `origins`: at which place each row of a parameter was. */
  function list(valueOf, origins = {}) {
    const isShown = (part) => journeyIsShown(part, valueOf);
    return [
      ...eachOf
        .filter((name) => isShown(parameters[name]))
        .flatMap((name) => chosen(name, valueOf(name), origins[name])),
      ...fixed.filter(isShown).map(({ name }) => ({ key: name, word: `output.${name}` })),
    ];
  }

  /** Where each output moved, as the editor takes it, so that wires stay with their output. */
  function moves(before, after) {
    const keys = after.map(({ key }) => key);
    const known = new Set(before.map(({ key }) => key));
    const moved = before.map(({ key }, index) => [index, keys.indexOf(key)]);
    const added = keys.filter((key) => !known.has(key)).map((key) => [`new-${key}`, keys.indexOf(key)]);
    return JSON.stringify(Object.fromEntries([...moved, ...added]));
  }

  const vary = eachOf.length > 0 || fixed.some(({ showWhen }) => showWhen);

  return { list, moves, vary };
}
