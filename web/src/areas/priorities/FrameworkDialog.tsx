import { Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import { toProblem } from '~/api/problem'
import type { Framework, Schemas } from '~/api/records'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { useFields } from '~/parts/useFields'
import { t } from '~/text/text'

interface Props {
  /** The one to change, or null for a new one. */
  readonly framework: Framework | null
  readonly onClose: () => void
  readonly onSaved: (key: string) => void
}

/** Fields as a person writes them: one a line, "key: Label". */
function readFields(text: string, before: readonly Schemas['FieldView'][]): Schemas['FieldView'][] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [key = '', ...label] = line.split(':')
    const known = before.find((field) => field.key === key.trim())
    return { ...known, key: key.trim(), label: label.join(':').trim() || key.trim() }
  })
}

/** A formula over fields; the server says where it cannot be read. */
export function FrameworkDialog({ framework, onClose, onSaved }: Props) {
  const client = useQueryClient()
  const before = framework?.fields ?? []
  const form = useFields({
    name: framework?.name ?? '', formula: framework?.formula ?? '',
    fields: before.map((field) => `${field.key}: ${field.label}`).join('\n') || 'value: Value\neffort: Effort',
  })
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: form.values.name, formula: form.values.formula, fields: readFields(form.values.fields, before),
      }
      return framework
        ? answer(api.PATCH('/api/v1/frameworks/{id}', {
          params: { path: { id: framework.id }, header: ifMatch(framework.version) }, body,
        }))
        : answer(api.POST('/api/v1/frameworks', { body }))
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ['priority'] })
      onSaved(saved.key)
    },
  })
  const problem = save.error ? toProblem(save.error) : null
  return (
    <Dialog opened onClose={onClose} title={t(framework ? 'priority.formula' : 'priority.newFramework')}>
      <Form
        action={t('common.save')} busy={save.isPending} onCancel={onClose}
        onSubmit={() => {
          if (form.check(['formula'])) save.mutate()
        }}
      >
        <TextInput label={t('priority.name')} {...form.input('name', save.error)} data-autofocus />
        <Textarea
          label={t('priority.formula')} description={t('priority.formulaHint')} autosize minRows={2}
          placeholder="value ^ 1.5 / effort" {...form.input('formula', save.error)}
        />
        <Textarea
          label={t('priority.fields')} description={t('priority.fieldsHint')} autosize minRows={3}
          {...form.input('fields', save.error)}
        />
        {problem ? (
          <p role="alert" style={{ color: 'var(--bad)' }}>
            {problem.detail} {Object.entries(problem.fields).map(([field, detail]) => `${field}: ${detail}`).join('; ')}
          </p>
        ) : null}
      </Form>
    </Dialog>
  )
}
