import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Feedback } from '~/api/records'
import { problemToast, undoToast } from '~/parts/toast'
import { t } from '~/text/text'

export type Filing = 'new' | 'archived'

function fileOne(record: Feedback, status: Filing): Promise<Feedback> {
  return answer(api.PATCH('/api/v1/feedback/{id}', {
    params: { path: { id: record.id }, header: ifMatch(record.version) }, body: { status },
  }))
}

/** Files records as looked at, or as new again; what was done can be undone. */
export function useFiling() {
  const client = useQueryClient()
  const settled = () => client.invalidateQueries({ queryKey: ['feedback'] })
  const filing = useMutation({
    mutationFn: async ({ records, status }: { records: readonly Feedback[]; status: Filing }) => {
      const filed: Feedback[] = []
      for (const record of records) filed.push(await fileOne(record, status))
      return filed
    },
    onSuccess: (filed, { records, status }) => {
      const before = records[0]?.status === 'archived' ? 'archived' : 'new'
      undoToast({
        message: t(status === 'archived' ? 'feedback.archived' : 'feedback.reopened', { count: filed.length }),
        undo: () => filing.mutate({ records: filed, status: before }),
      })
    },
    onError: problemToast,
    onSettled: settled,
  })
  return {
    busy: filing.isPending,
    file: (records: readonly Feedback[], status: Filing) => {
      const changing = records.filter((record) => record.status !== status && record.status !== 'linked')
      if (changing.length > 0) filing.mutate({ records: changing, status })
    },
  }
}
