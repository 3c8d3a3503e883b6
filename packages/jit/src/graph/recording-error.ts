/** What is thrown when a function cannot be recorded, or what is recorded not be compiled. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}
