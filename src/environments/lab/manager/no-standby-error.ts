/** There is nothing to switch over to. */
export class NoStandbyError extends Error {
  override readonly name = 'NoStandbyError'
}
