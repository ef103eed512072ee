// Answers: a batch of the contact API, which names people or departments by their ids.
import type { Question } from './contact-operation.ts'
import { listField } from './paging.ts'
import { readIds } from './parameters.ts'
import { type Viewer, viewerOf } from './viewer.ts'

/** Most ids of one question. */
const most = 50

interface Batch {
  /** The parameter that holds the ids. */
  ids: string
  /** Refuses too many of them. */
  tooMany: number
  find(id: string): number | undefined
  sees(number: number): boolean
  objectOf(viewer: Viewer, number: number): object | undefined
}

export function answerBatch(question: Question, batch: Batch): Record<string, unknown> {
  const ids = readIds(question.call.query, batch.ids, { most, code: batch.tooMany })
  const found = ids.map(batch.find)
  // What does not exist or is out of range is left out without a word.
  const seen = found.filter((number) => number !== undefined && batch.sees(number)) as number[]
  const viewer = viewerOf(question)
  return listField(
    question,
    'items',
    seen.flatMap((number) => batch.objectOf(viewer, number) ?? []),
  )
}
