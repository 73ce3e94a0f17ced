import { AwsError, type Operations } from '../call.ts'
import { ACTIONS, type ActionSpec, RESOURCE_TYPES } from './catalogue.ts'

/** What FIS says that it can do: in the lab, only what there is something real behind. */
export function catalogueOperations(): Operations {
  return {
    ListActions: () => ({ actions: Object.entries(ACTIONS).map(([id, spec]) => summary(id, spec)) }),

    GetAction: ({ id }: { readonly id: string }) => {
      const spec = ACTIONS[id]
      if (spec === undefined) throw new AwsError('ResourceNotFoundException', `there is no action '${id}'`)
      const parameters = [
        ...spec.required.map((name) => [name, { required: true }] as const),
        ...spec.optional.map((name) => [name, { required: false }] as const),
      ]
      return { action: { ...summary(id, spec), parameters: Object.fromEntries(parameters) } }
    },

    ListTargetResourceTypes: () => ({
      targetResourceTypes: Object.keys(RESOURCE_TYPES).map((resourceType) => ({ resourceType })),
    }),

    GetTargetResourceType: ({ resourceType }: { readonly resourceType: string }) => {
      const parameters = RESOURCE_TYPES[resourceType]
      if (parameters === undefined) {
        throw new AwsError('ResourceNotFoundException', `there is no type of targets '${resourceType}'`)
      }
      return {
        targetResourceType: {
          resourceType,
          parameters: Object.fromEntries(parameters.map((name) => [name, { required: false }])),
        },
      }
    },
  }
}

function summary(id: string, { target }: ActionSpec): object {
  return {
    id,
    arn: `arn:aws:fis:::action/${id}`,
    ...(target !== undefined && { targets: { [target[0]]: { resourceType: target[1] } } }),
  }
}
