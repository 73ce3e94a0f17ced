import type { ComposeMount, ComposeModel, ComposeService } from './model.ts'

/** Something of a stack that is not made for it and does not go with it. */
export interface SharedThing {
  /** How a setting names it: the key of a volume or a network, `<service>:<path>` of a folder of the host. */
  readonly key: string
  readonly text: string
}

/**
 * What a stack would share with whatever runs beside it, the team's own stack above all: a drill that writes canaries, kills
 * databases and empties folders must not do it there. Pure.
 */
export function sharedThings({ services, volumes, networks }: ComposeModel): readonly SharedThing[] {
  return [
    ...volumes.flatMap(({ key, name, external, device }) => {
      if (external)
        return [{ key, text: `volume '${key}' is external: it holds the data of '${name}', whoever uses it` }]
      return device === undefined ? [] : [{ key, text: `the files of volume '${key}' lie in ${device}` }]
    }),
    ...networks
      .filter(({ external }) => external)
      .map(({ key, name }) => ({
        key,
        text: `network '${key}' is external: in '${name}' the drill's services would answer under the names of those that run there`,
      })),
    ...services.flatMap((service) => service.mounts.filter(isOfHost).map((mount) => ofHost(service, mount))),
  ]
}

/** Whether a path of a service lies in something that is shared. Pure. */
export function isShared({ mounts }: ComposeService, path: string, { volumes }: ComposeModel): boolean {
  const [nearest] = mounts
    .filter(({ target }) => `${path}/`.startsWith(target.endsWith('/') ? target : `${target}/`))
    .toSorted((one, other) => other.target.length - one.target.length)
  if (nearest === undefined) return false
  const volume = volumes.find(({ key }) => nearest.type === 'volume' && key === nearest.source)
  return nearest.type === 'bind' || volume?.external === true || volume?.device !== undefined
}

function isOfHost({ type, source, readOnly }: ComposeMount): boolean {
  // Through the engine's socket everything can be done, whether the file may be written or not.
  return type === 'bind' && (!readOnly || source?.endsWith('docker.sock') === true)
}

function ofHost({ name }: ComposeService, { source, target }: ComposeMount): SharedThing {
  return { key: `${name}:${target}`, text: `service '${name}' may write into ${source} of the engine's host` }
}

/** What a stack shares without anybody having said that a drill may use it: findings, with what to do. Pure. */
export function unagreedSharing(model: ComposeModel, agreed: readonly string[]): readonly string[] {
  const open = sharedThings(model).filter(({ key }) => !agreed.includes(key))
  if (open.length === 0) return []
  return [
    ...open.map(({ text }) => text),
    'a drill kills and fills what it finds there. Lay a file over yours that gives it volumes and networks of its own ' +
      `(volumes: !override [...]), or say that it may: --set shared=${[...agreed, ...open.map(({ key }) => key)].join(',')}`,
  ]
}
