import { Thread } from '~/parts/Thread'
import { t } from '~/text/text'
import { stages } from './progress'
import styles from './Imports.module.css'

/** How far the import came: the steps of the way, those taken filled. */
export function ImportThread({ reached }: { readonly reached: number }) {
  return (
    <div className={styles.thread}>
      <Thread
        label={t('imports.steps')}
        steps={stages.map((stage, index) => ({
          id: stage, kind: t(`imports.step.${stage}`), exists: index <= reached,
          value: index === reached ? t('imports.here') : ' ',
        }))}
      />
    </div>
  )
}
