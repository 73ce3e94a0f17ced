import { NormalizedSchema } from '@smithy/core/schema'
import { rest, type SplitPath } from './rest.ts'
import type { ServiceModel } from './service-model.ts'
import type { Codec, Shape } from './wire.ts'
import { escapeXml, writeXml, xmlCodec } from './xml.ts'

export interface RestXmlOptions {
  readonly xmlNamespace: string
  /** Whether an error stands in an `ErrorResponse`. S3 alone has it bare. @default true */
  readonly wrappedErrors?: boolean
  readonly splitPath?: SplitPath
}

/** `restXml`, as Route 53 and S3 speak it. */
export function restXml(model: ServiceModel, options: RestXmlOptions): Codec {
  const { xmlNamespace, wrappedErrors = true, splitPath } = options
  const codec = xmlCodec(xmlNamespace, true)
  const contentType = 'application/xml'
  const bodies = {
    contentType,
    empty: '',
    read: async (schema: Parameters<typeof NormalizedSchema.of>[0], body: Uint8Array) =>
      (await codec.createDeserializer().read(NormalizedSchema.of(schema), body)) as Shape,
    write(
      schema: Parameters<typeof NormalizedSchema.of>[0],
      value: Shape,
      only: (member: NormalizedSchema) => boolean,
    ) {
      const ns = NormalizedSchema.of(schema)
      const name = ns.getMergedTraits().xmlName ?? ns.getName() ?? 'Response'
      return `<?xml version="1.0" encoding="UTF-8"?>${writeXml(codec, ns, name, value, only)}`
    },
    encodeError(error: Parameters<Codec['encodeError']>[0], requestId: string) {
      const { code, message, status } = model.wireError(error)
      const inner = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`
      const id = `<RequestId>${requestId}</RequestId>`
      const body = wrappedErrors
        ? `<ErrorResponse xmlns="${xmlNamespace}"><Error><Type>Sender</Type>${inner}</Error>${id}</ErrorResponse>`
        : `<Error>${inner}${id}</Error>`
      return { status, headers: { 'content-type': contentType }, body }
    },
  }
  return rest(model, bodies, splitPath)
}
