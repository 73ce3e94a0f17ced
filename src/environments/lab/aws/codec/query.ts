import { NormalizedSchema } from '@smithy/core/schema'
import { decodeForm } from './form.ts'
import type { ServiceModel } from './service-model.ts'
import type { Codec } from './wire.ts'
import { escapeXml, writeXml, xmlCodec } from './xml.ts'

const XML_HEADERS = { 'content-type': 'text/xml' }

/** Forms in, XML out: `awsQuery`, as RDS, Auto Scaling, ELB, ElastiCache and STS speak it. */
export function awsQuery(model: ServiceModel, xmlNamespace: string): Codec {
  const codec = xmlCodec(xmlNamespace, false)
  return {
    decode: async (request) => decodeAction(model, request.body, 'aws-query'),
    encode(operation, output, requestId) {
      const schema = model.mustHave(operation)[5]
      const result = NormalizedSchema.of(schema).isStructSchema()
        ? writeXml(codec, schema, `${operation}Result`, output)
        : ''
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
      const body = `<${operation}Response xmlns="${xmlNamespace}">${result}${metadata}</${operation}Response>`
      return { status: 200, headers: XML_HEADERS, body }
    },
    encodeError(error, requestId) {
      const { code, message, status } = model.wireError(error)
      const type = status < 500 ? 'Sender' : 'Receiver'
      const inner = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`
      const body = `<ErrorResponse xmlns="${xmlNamespace}">${inner}<RequestId>${requestId}</RequestId></ErrorResponse>`
      return { status, headers: XML_HEADERS, body }
    },
  }
}

/** `ec2Query`: lists are flat, names of their own, and the result is not wrapped. */
export function ec2Query(model: ServiceModel, xmlNamespace: string): Codec {
  const codec = xmlCodec(xmlNamespace, false)
  return {
    decode: async (request) => decodeAction(model, request.body, 'ec2-query'),
    encode(operation, output, requestId) {
      const schema = model.mustHave(operation)[5]
      const name = `${operation}Response`
      const id = `<requestId>${requestId}</requestId>`
      const body = NormalizedSchema.of(schema).isStructSchema()
        ? withinRoot(writeXml(codec, schema, name, output), name, id)
        : `<${name} xmlns="${xmlNamespace}">${id}</${name}>`
      return { status: 200, headers: XML_HEADERS, body }
    },
    encodeError(error, requestId) {
      const { code, message, status } = model.wireError(error)
      const inner = `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`
      const body = `<Response><Errors>${inner}</Errors><RequestID>${requestId}</RequestID></Response>`
      return { status, headers: XML_HEADERS, body }
    },
  }
}

function decodeAction(model: ServiceModel, body: Uint8Array, dialect: 'aws-query' | 'ec2-query') {
  const form = new URLSearchParams(Buffer.from(body).toString())
  const operation = form.get('Action') ?? ''
  const schema = model.operation(operation)
  return schema === undefined ? undefined : { operation, input: decodeForm(schema[4], form, dialect) }
}

/** Puts an element last into the root: that of an empty structure may be closed in itself. */
function withinRoot(xml: string, root: string, element: string): string {
  const end = `</${root}>`
  return xml.endsWith(end) ? `${xml.slice(0, -end.length)}${element}${end}` : xml.replace(/\/>$/, `>${element}${end}`)
}
