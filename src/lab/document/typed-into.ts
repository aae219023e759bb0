/** Kinds of fields in which letters are letters, not shortcuts. */
const TYPING =
  'input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]';

/** Whether letters typed while this has the focus are text. */
export function isTypedInto(element: Element): boolean {
  return element.matches(TYPING);
}
