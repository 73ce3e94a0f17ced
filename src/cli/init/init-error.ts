/** The project cannot be begun here; the message says what to do. */
export class InitError extends Error {
  override readonly name = 'InitError'
}
