import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState, type DragEvent } from 'react'
import { Button } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { PageHeader } from '~/parts/PageHeader'
import { problemToast } from '~/parts/toast'
import { bytes, percent } from '~/text/format'
import { t } from '~/text/text'
import { ImportThread } from './ImportThread'
import { maxUpload, upload } from './upload'
import styles from './Imports.module.css'

/** The first step: a file, as it is. What it holds is found out by the server. */
export function NewImportPage() {
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
    onError: (error) => {
      if (error.name !== 'AbortError') problemToast(error)
    },
  })
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !sending.isPending) sending.mutate(file)
  }
  return (
    <>
      <PageHeader title={t('imports.new')} sub={t('imports.newSub')} />
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
          <p className="t2">{t('imports.promise')}</p>
        </div>
      </div>
    </>
  )
}
