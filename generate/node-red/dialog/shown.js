/** Whether something is shown; `valueOf` tells the value of a parameter, or of a cell in the same row. */
function journeyIsShown({ showWhen = {} }, valueOf) {
  return Object.entries(showWhen).every(([name, values]) => values.includes(valueOf(name)));
}
