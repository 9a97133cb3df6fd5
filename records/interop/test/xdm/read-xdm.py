# Reads an archive with Python's own zip and XML, as a second reader.
import hashlib, json, sys, zipfile
import xml.etree.ElementTree as tree

rim = '{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}'
cda = '{urn:hl7-org:v3}'
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
found = []
for entry in tree.fromstring(archive.read('IHE_XDM/SUBSET01/METADATA.XML')).iter(rim + 'ExtrinsicObject'):
    slots = {slot.get('name'): slot.find(f'{rim}ValueList/{rim}Value').text for slot in entry.findall(rim + 'Slot')}
    content = archive.read('IHE_XDM/SUBSET01/' + slots['URI'])
    assert hashlib.sha1(content).hexdigest() == slots['hash'] and str(len(content)) == slots['size']
    patient = tree.fromstring(content).find(f'.//{cda}patient')
    birth = patient.find(cda + 'birthTime').get('value')
    title = entry.find(f'{rim}Name/{rim}LocalizedString').get('value')
    family = patient.find(f"{cda}name/{cda}family[@qualifier='BR']").text
    found.append([slots['URI'], title, f'{birth[:4]}-{birth[4:6]}-{birth[6:]}', family])
print(json.dumps(found))
