import { Checkbox, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sourceKinds, type Import } from '~/api/records'
import { Button } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { integer, shortDate } from '~/text/format'
import { t } from '~/text/text'
import { fieldOf, fields, mapColumn, type Field } from './progress'
import { previewQuery, useImport } from './queries'
import styles from './Imports.module.css'

/** Which column is what. Guesses are filled in; every change shows at once in the preview. */
export function MapStep({ of }: { readonly of: Import }) {
  const { change, step } = useImport(of)
  const [source, setSource] = useState(of.source)
  const ready = Boolean(of.mapping['text']) && source.trim() !== ''
  return (
    <>
      <section aria-labelledby="import-source">
        <h2 className="h2" id="import-source">{t('imports.whereFrom')}</h2>
        <div className={styles.source}>
          <TextInput
            size="xs" label={t('imports.sourceName')} value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
            onBlur={() => {
              if (source.trim() && source !== of.source) change.mutate({ source: source.trim() })
            }}
            error={source.trim() ? undefined : t('common.required')}
          />
          <Select
            size="xs" label={t('imports.sourceKind')} value={of.source_kind || 'file'}
            data={sourceKinds.map((kind) => ({ value: kind, label: t(`imports.kind.${kind}`) }))}
            onChange={(kind) => change.mutate({ source_kind: kind ?? 'file' })}
          />
        </div>
        {of.mapping['said_at'] ? (
          <Checkbox
            mt={8} label={t('imports.dayFirst')} checked={of.day_first}
            onChange={(event) => change.mutate({ day_first: event.currentTarget.checked })}
          />
        ) : null}
      </section>
      <section aria-labelledby="import-columns">
        <h2 className="h2" id="import-columns">{t('imports.columns')}</h2>
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{t('imports.column')}</th>
                <th>{t('imports.samples')}</th>
                <th>{t('imports.means')}</th>
              </tr>
            </thead>
            <tbody>
              {of.columns.map((column) => (
                <tr key={column.name}>
                  <td className="m">{column.name}</td>
                  <td className="t2 trunc" title={column.samples.join('\n')}>
                    {column.samples.slice(0, 3).join(' · ')}
                  </td>
                  <td style={{ width: 260 }}>
                    <FieldSelect
                      column={column.name} field={fieldOf(of.mapping, column.name)}
                      onChange={(field) => change.mutate({
                        mapping: mapColumn(of.mapping, column.name, field),
                      })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {of.mapping['text'] ? null : (
          <p className="warn row"><Icon name="warning" />{t('imports.needsText')}</p>
        )}
      </section>
      <Preview of={of} />
      <div className="row wrap">
        <Button
          look="primary" disabled={!ready} busy={step.isPending || change.isPending}
          onClick={() => step.mutate('check')}
        >
          {t('imports.check')}
        </Button>
        <span className="t3">{t('imports.checkNote')}</span>
      </div>
    </>
  )
}

interface FieldProps {
  readonly column: string
  readonly field: Field | ''
  readonly onChange: (field: Field | '') => void
}

function FieldSelect({ column, field, onChange }: FieldProps) {
  return (
    <Select
      size="xs" value={field || 'none'} searchable aria-label={t('imports.meansOf', { column })}
      data={[
        { value: 'none', label: t('imports.field.none') },
        ...fields.map((each) => ({ value: each, label: t(`imports.field.${each}`) })),
      ]}
      onChange={(value) => onChange(fields.find((each) => each === value) ?? '')}
    />
  )
}

/** The first rows as they would be added. */
function Preview({ of }: { readonly of: Import }) {
  const preview = useQuery(previewQuery(of))
  const rows = preview.data?.rows ?? []
  if (rows.length === 0) return null
  return (
    <section aria-labelledby="import-preview">
      <h2 className="h2" id="import-preview">{t('imports.preview', { count: rows.length })}</h2>
      <div className={styles.scroll} tabIndex={0} role="group" aria-labelledby="import-preview">
        <table className={styles.table}>
          <thead>
            <tr>
              <th className="num">{t('imports.row')}</th>
              <th>{t('imports.field.text')}</th>
              <th>{t('imports.who')}</th>
              <th>{t('imports.field.said_at')}</th>
              <th>{t('imports.field.rating')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, feedback, errors }) => (
              <tr key={row} data-bad={errors.length > 0}>
                <td className="num t3">{integer(row)}</td>
                {errors.length === 0 ? (
                  <>
                    <td className="trunc" title={feedback.text}>{feedback.text}</td>
                    <td className="trunc">
                      {[feedback.customer?.name, feedback.account?.name].filter(Boolean).join(', ')}
                    </td>
                    <td className="nowrap">
                      {feedback.said_at ? shortDate(feedback.said_at, Date.now()) : ''}
                    </td>
                    <td>{feedback.rating ?? ''}</td>
                  </>
                ) : (
                  <td colSpan={4} className="bad">
                    {errors.map((error) => error.detail).join(' ')}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
