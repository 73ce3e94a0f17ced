import { XmlCodec } from '@aws-sdk/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticStructureSchema } from '@smithy/types'
import type { StructureRef } from './service-model.ts'
import type { Shape } from './wire.ts'

const DATE_TIME = 5

/** The SDK's own codec for the XML of a service. */
export function xmlCodec(xmlNamespace: string, httpBindings: boolean): XmlCodec {
  return new XmlCodec({
    httpBindings,
    xmlNamespace,
    serviceNamespace: '',
    timestampFormat: { useTrait: true, default: DATE_TIME },
  })
}

/**
 * Encodes a structure from its schema.
 *
 * @param name - of its element: the shapes' own names are not those of the wire
 * @param only - members that go into the body. @default all
 */
export function writeXml(
  codec: XmlCodec,
  schema: StructureRef,
  name: string,
  value: Shape,
  only: (member: NormalizedSchema) => boolean = () => true,
): string {
  const members = [...NormalizedSchema.of(schema).structIterator()].filter(([, member]) => only(member))
  const renamed: StaticStructureSchema = [
    3,
    '',
    name,
    0,
    members.map(([member]) => member),
    members.map(([, member]) => member),
  ]
  const serializer = codec.createSerializer()
  serializer.write(renamed, value)
  return String(serializer.flush())
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
