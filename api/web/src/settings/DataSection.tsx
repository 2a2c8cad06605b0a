import { useQuery } from "urql";
import { DataExportsDocument, RequestDataExportDocument } from "../generated";
import { ActForm, PasswordField, Problem, Time } from "../parts";

/** Everything that the service knows of one, as a file. */
export function DataSection() {
  const [{ data, error, fetching }, read] = useQuery({ query: DataExportsDocument });
  return (
    <>
      <ActForm act={RequestDataExportDocument} submit="Export" onDone={(form) => form.reset()}>
        <p>Your posts, comments, pictures, follows and settings, as one file to download.</p>
        <PasswordField label="Your password" />
      </ActForm>
      <Problem error={error} />
      <ul className="list" aria-label="Exports">
        {data?.dataExports.map(({ id, status, progress, createdAt, downloadUrl }) => (
          <li key={id} className="row">
            <span className="grow">
              <Time at={createdAt} /> {status.toLowerCase()}, {Math.round(100 * progress)} %
            </span>
            {downloadUrl ? (
              <a href={downloadUrl} download>Download</a>
            ) : (
              <button
                type="button"
                disabled={fetching}
                onClick={() => read({ requestPolicy: "network-only" })}
              >
                Look again
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
