import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState, type DragEvent } from 'react'
import { Problem, toProblem } from '~/api/problem'
import { Button } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { PageHeader } from '~/parts/PageHeader'
import { ErrorState } from '~/parts/States'
import { useMay } from '~/session/session'
import { bytes, percent } from '~/text/format'
import { t } from '~/text/text'
import { ImportThread } from './ImportThread'
import { maxUpload, upload } from './upload'
import styles from './Imports.module.css'

/** The first step: a file, as it is. What it holds is found out by the server. */
export function NewImportPage() {
  const mayImport = useMay('feedback.import')
  const navigate = useNavigate()
  const chooser = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController | null>(null)
  const [over, setOver] = useState(false)
  const [share, setShare] = useState(0)
  const sending = useMutation({
    mutationFn: (file: File) => {
      if (file.size > maxUpload) throw new Error(t('imports.tooLarge', { most: bytes(maxUpload) }))
      setShare(0)
      stop.current = new AbortController()
      return upload(file, setShare, stop.current.signal)
    },
    onSuccess: (made) => void navigate({ to: '/imports/$id', params: { id: made.id } }),
  })
  const wrong = sending.error && sending.error.name !== 'AbortError'
    ? wrongWith(sending.variables.name, toProblem(sending.error)) : null
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !sending.isPending) sending.mutate(file)
  }
  const head = <PageHeader title={t('imports.new')} sub={t('imports.newSub')} />
  if (!mayImport) return <>{head}<ErrorState error={new Problem(403, '', '')} /></>
  return (
    <>
      {head}
      <div className={styles.page}>
        <div className={styles.narrow}>
          <ImportThread reached={0} />
          <div
            className={styles.drop} data-over={over} onDrop={drop}
            onDragOver={(event) => {
              event.preventDefault()
              setOver(true)
            }}
            onDragLeave={() => setOver(false)}
          >
            {sending.isPending ? (
              <>
                <h2>{t('imports.uploading', { file: sending.variables.name })}</h2>
                <progress
                  className={styles.progress} max={1} value={share} aria-label={t('imports.upload')}
                />
                <p className="t3">{t('imports.uploaded', {
                  share: percent(share), size: bytes(sending.variables.size),
                })}</p>
                <Button icon="stop" onClick={() => stop.current?.abort()}>{t('common.cancel')}</Button>
              </>
            ) : (
              <>
                <span className="t3"><Icon name="upload" size={20} /></span>
                <h2>{t('imports.dropHere')}</h2>
                <p className="t2">{t('imports.formats')}</p>
                <Button look="primary" icon="file" onClick={() => chooser.current?.click()}>
                  {t('imports.choose')}
                </Button>
              </>
            )}
            <input
              ref={chooser} type="file" hidden
              accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.xlsx,.parquet"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0]
                if (file) sending.mutate(file)
                event.currentTarget.value = ''
              }}
            />
          </div>
          {wrong ? (
            <p className={styles.mistake} role="alert"><Icon name="warning" /><span>{wrong}</span></p>
          ) : null}
          <p className="t2">{t('imports.promise')}</p>
        </div>
      </div>
    </>
  )
}

/** What is wrong with the file, as a sentence that begins with its name. */
function wrongWith(file: string, problem: Problem): string {
  if (problem.isOffline) return t('imports.lost')
  const about = problem.fields['file']
  return about ? t('imports.wrongFile', { file, about }) : problem.reasons || t('error.failedDetail')
}
