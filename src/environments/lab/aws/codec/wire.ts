/** A request as far as a codec reads it. */
export interface WireRequest {
  readonly method: string
  /** Without the query; still encoded. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** A value as the clients' types have it: dates, byte arrays, lists, objects. */
export type Shape = Readonly<Record<string, unknown>>

/** A request that a codec has understood. */
export interface DecodedCall {
  /** For example `FailoverDBCluster`. */
  readonly operation: string
  readonly input: Shape
}

/** An error as AWS would answer with it. */
export interface WireError {
  /** Name of the shape, or the code where the service's model has none for it (`AccessDenied`). */
  readonly code: string
  readonly message: string
  /** Of the HTTP response, where the model does not say. */
  readonly status: number
}

/** How one service encodes what it is asked and what it answers. */
export interface Codec {
  /** @returns undefined when the request names no operation of the service */
  decode(request: WireRequest): Promise<DecodedCall | undefined>
  encode(operation: string, output: Shape, requestId: string): WireResponse
  encodeError(error: WireError, requestId: string): WireResponse
}
