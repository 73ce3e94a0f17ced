import { EPOCH_SECONDS, LABEL, NUMBER, schemasIn, STRING } from './schema.ts'

/** Of every schema in this file. */
export const ZONAL_SHIFT_NAMESPACE = 'com.amazonaws.arczonalshift'

const { structure, listOf, mapOf, operation, error } = schemasIn(ZONAL_SHIFT_NAMESPACE)

const WHAT = { zonalShiftId: STRING, resourceIdentifier: STRING, awayFrom: STRING }
const WHEN = { expiryTime: EPOCH_SECONDS, startTime: EPOCH_SECONDS, comment: STRING }
const ZonalShift = structure('ZonalShift', { ...WHAT, ...WHEN, status: STRING })
const OF_WHOM = { shiftType: STRING, practiceRunOutcome: STRING }

/*
 * What drills ask of Amazon Application Recovery Controller (API of 2022-10-30), whose JavaScript client is not published:
 * three of its fifteen operations, without what their answers say of autoshifts and practice runs.
 */
export const StartZonalShift$ = operation(
  'StartZonalShift',
  'POST',
  '/zonalshifts',
  structure('StartZonalShiftRequest', {
    resourceIdentifier: STRING,
    awayFrom: STRING,
    expiresIn: STRING,
    comment: STRING,
  }),
  ZonalShift,
)
export const CancelZonalShift$ = operation(
  'CancelZonalShift',
  'DELETE',
  '/zonalshifts/{zonalShiftId}',
  structure('CancelZonalShiftRequest', { zonalShiftId: LABEL }),
  ZonalShift,
)
export const GetManagedResource$ = operation(
  'GetManagedResource',
  'GET',
  '/managedresources/{resourceIdentifier}',
  structure('GetManagedResourceRequest', { resourceIdentifier: LABEL }),
  structure(
    'GetManagedResourceResponse',
    {
      appliedWeights: mapOf(NUMBER),
      zonalShifts: listOf(structure('ZonalShiftInResource', { appliedStatus: STRING, ...WHAT, ...WHEN }, OF_WHOM)),
    },
    { arn: STRING, name: STRING, zonalAutoshiftStatus: STRING },
  ),
)

export const ValidationException$ = error('ValidationException', 400)
export const AccessDeniedException$ = error('AccessDeniedException', 403)
export const ResourceNotFoundException$ = error('ResourceNotFoundException', 404)
export const ConflictException$ = error('ConflictException', 409)
export const ThrottlingException$ = error('ThrottlingException', 429)
