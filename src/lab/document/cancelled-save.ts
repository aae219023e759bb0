/**
 * A save that was cancelled. JupyterLab knows by the name that nothing failed
 * and shows no error.
 */
export function cancelledSave(
  message: string,
  name: 'ModalCancelError' | 'ModalDuplicateError' = 'ModalCancelError'
): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
