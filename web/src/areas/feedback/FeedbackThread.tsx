import { useQuery } from '@tanstack/react-query'
import type { Feedback, Trace } from '~/api/records'
import { Thread, type ThreadStep } from '~/parts/Thread'
import { t, tMaybe } from '~/text/text'
import { traceQuery } from './queries'

/** The steps from the words to the answer, as the breadcrumb draws them. */
function threadSteps(trace: Trace): ThreadStep[] {
  return trace.steps.map((step) => {
    const first = step.records[0]
    const exists = step.step === 'words' || (step.total > 0 && !step.missing)
    return {
      id: step.step, kind: tMaybe(`line.${step.step}`, step.label), exists,
      value: valueOf(step.step, exists, first?.key || first?.title || ''),
    }
  })
}

function valueOf(step: string, exists: boolean, named: string): string {
  if (step === 'words') return t('line.thisOne')
  return exists ? named || t('line.done') : t('line.notYet')
}

export function FeedbackThread({ record }: { readonly record: Feedback }) {
  const trace = useQuery(traceQuery('feedback', record.id)).data
  if (!trace) return null
  return (
    <>
      <Thread label={t('line.trace')} steps={threadSteps(trace)} />
      {trace.became ? <p className="t2" style={{ paddingBottom: 12 }}>{trace.became}</p> : null}
    </>
  )
}
