import { useCallback, useState } from "react";
import { Evidence } from "./Evidence";
import { saveGraphml, saveJson, savePicture } from "./exports";
import { times, type Network } from "./network";
import { PeopleList } from "./PeopleList";
import { PersonPanel } from "./PersonPanel";
import { Picture, type Drawing } from "./Picture";
import { useChoice } from "./useChoice";

type Props = { network: Network; centre: string; onAround: (id: string) => void };

/** One network: the picture, its time, what is chosen in it, and everybody in it. */
export function Explorer({ network, centre, onAround }: Props) {
  const [first, last] = times(network);
  const [until, setUntil] = useState(last);
  const [start, setStart] = useState(centre);
  const [sigma, setSigma] = useState<Drawing | null>(null);
  const { choice, choosePerson, chooseFollow } = useChoice(network, start, until);
  const onPerson = useCallback((id: string) => {
    choosePerson(id);
    chooseFollow(null);
  }, [choosePerson, chooseFollow]);
  const name = `network-of-${network.getNodeAttribute(centre, "username")}`;
  const day = new Date(until).toLocaleDateString("en", { dateStyle: "medium" });
  return (
    <div className="explorer">
      <div>
        <Picture
          network={network}
          choice={choice}
          until={until}
          onPerson={onPerson}
          onFollow={chooseFollow}
          onReady={setSigma}
        />
        {first < last && (
          <div className="pad field">
            <label htmlFor="until">Follows until {day}</label>
            <input
              id="until"
              type="range"
              min={first}
              max={last}
              step={Math.max((last - first) / 500, 1)}
              value={until}
              aria-valuetext={day}
              onChange={(event) => setUntil(Number(event.target.value))}
            />
          </div>
        )}
        <div className="actions pad">
          <span className="quiet">Save as</span>
          <button type="button" disabled={!sigma} onClick={() => sigma && savePicture(sigma, name)}>PNG</button>
          <button type="button" onClick={() => saveGraphml(network, name)}>GraphML</button>
          <button type="button" onClick={() => saveJson(network, name)}>JSON</button>
        </div>
      </div>
      <div>
        {choice.follow && <Evidence network={network} follow={choice.follow} />}
        {choice.person && (
          <PersonPanel
            network={network}
            person={choice.person}
            way={choice.way}
            start={start}
            until={until}
            onStart={setStart}
            onAround={onAround}
            onFollow={chooseFollow}
          />
        )}
        <PeopleList network={network} chosen={choice.person} onChoose={onPerson} />
      </div>
    </div>
  );
}
