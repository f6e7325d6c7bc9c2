// How a phone becomes the camera: a code to scan, or why there is none.

import type { Actions } from "../actions";
import { cameraLink, type Beside } from "../route";
import type { PhoneAsked } from "../state";
import { spoken } from "../words";
import { Modal } from "./modal";

/** What a second camera may be called: where it stands. */
export const CAMERAS = ["side", "front", "back"] as const;

export function PhoneDialog({ phone, actions }: { phone: PhoneAsked; actions: Actions }) {
  const { beside } = phone;
  return (
    <Modal title={beside === null ? "Use a phone as camera" : "Add a camera"} close={actions.closePhone}>
      <div class="asked">
        {beside !== null && <Name beside={beside} actions={actions} />}
        {phone.address === null ? <Without /> : <Scan address={phone.address} code={phone.code} />}
        <div class="answers">
          {beside !== null && (
            <a class="button" href={cameraLink(beside)}>
              Use this device
            </a>
          )}
          <button class="first" onClick={actions.closePhone}>
            Close
          </button>
        </div>
      </div>
    </Modal>
  );
}

function Name({ beside: { session, camera }, actions }: { beside: Beside; actions: Actions }) {
  return (
    <>
      <p>It films the same set from another side, as a session of its own. Where does it stand?</p>
      <div class="choice" role="group" aria-label="Where it stands">
        {CAMERAS.map((name) => (
          <button key={name} aria-pressed={name === camera} onClick={() => void actions.askPhone({ session, camera: name })}>
            {spoken(name)}
          </button>
        ))}
      </div>
    </>
  );
}

function Scan({ address, code }: { address: string; code: string }) {
  return (
    <>
      <p>Scan this with the phone's camera. The phone has to be in the same network as this machine.</p>
      <img class="code" src={`data:image/svg+xml,${encodeURIComponent(code)}`} alt="The code of the address below" />
      <p class="quiet address">{address}</p>
      <p>
        The phone's browser warns once, as this machine signs for itself: tap <b>Advanced</b>, then <b>Proceed</b> (Chrome),
        or <b>Show Details</b>, then <b>visit this website</b> (Safari).
      </p>
    </>
  );
}

function Without() {
  return (
    <p>
      Phones give their camera to pages over https only. Start <code>perfectform serve --tls</code> on this machine; it prints
      a code to scan, and this page shows it then.
    </p>
  );
}
