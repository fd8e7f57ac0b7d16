/* global $, journeyIsShown */

/**
 * The rows of a list.
 * `field`: finds a part of the list by its suffix. `columns`: the specification of each cell. `changed`: called
 * whenever somebody changes something.
 */
function journeyRows(field, columns, changed) {
  const cellOf = (row, column) => row.find(`[data-column="${column}"]`);
  const itemsOf = () => field('-rows').editableList('items').toArray().map($);

  function write(row, column, value) {
    if (columns[column].type === 'flag') cellOf(row, column).prop('checked', value);
    else cellOf(row, column).val(value);
  }

  function read(row, column) {
    const { type } = columns[column];
    if (type === 'flag') return cellOf(row, column).prop('checked');
    return type === 'number' ? Number(cellOf(row, column).val()) : cellOf(row, column).val();
  }

  const isShown = (row, column) => journeyIsShown(columns[column], (name) => read(row, name));

  function showCells(row) {
    for (const column of Object.keys(columns))
      cellOf(row, column).closest('label').toggle(isShown(row, column));
  }

  function addRow(container, { values = {} }) {
    const row = field('-row').children().clone().appendTo(container);
    for (const [column, { default: initial }] of Object.entries(columns))
      write(row, column, values[column] ?? initial);
    row.on('input change', () => {
      showCells(row);
      changed();
    });
    showCells(row);
    changed();
  }

  /** Fills the list; each row remembers at which place it was. */
  function prepare(rows) {
    field('-rows').editableList({
      removable: true,
      sortable: true,
      addItem: (container, _, item) => addRow(container, item),
      removeItem: changed,
      sortItems: changed,
    });
    field('-rows').editableList(
      'addItems',
      rows.map((values, origin) => ({ values, origin })),
    );
  }

  /** What the rows say; a cell that is not shown has its default. */
  const values = () =>
    itemsOf().map((row) =>
      Object.fromEntries(
        Object.keys(columns).map((column) => [
          column,
          isShown(row, column) ? read(row, column) : columns[column].default,
        ]),
      ),
    );

  /** The place at which each row was; undefined for a new one. */
  const origins = () => itemsOf().map((row) => row.data('data').origin);

  return { prepare, values, origins };
}
