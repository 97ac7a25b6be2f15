"""Code of services: the bad examples of the requirement documents are found, the good ones are not."""

import pytest

from audit_support import IGNORED, Repository, audited

# rule, name of the file, a line that breaks it
BAD = [
    ("sql-built-from-strings", "a.py", 'query = f"SELECT * FROM users WHERE id = {user_id}"'),
    ("sql-built-from-strings", "a.py", 'db.execute("SELECT * FROM users WHERE id = " + user_id)'),
    ("sql-built-from-strings", "a.py", 'db.execute("select * from users where id = %s" % user_id)'),
    ("sql-built-from-strings", "a.py", 'db.execute("DELETE FROM {} WHERE x".format(table))'),
    ("sql-built-from-strings", "a.py", 'q = ("SELECT a "\n     f"FROM b WHERE c = \'{c}\'")'),
    ("sql-built-from-strings", "a.js", "db.query(`SELECT * FROM users WHERE id = ${req.query.id}`)"),
    ("sql-built-from-strings", "a.ts", "const q = 'UPDATE users SET name = ' + name"),
    ("shell-true", "a.py", 'subprocess.run(f"ls {path}", shell=True)'),
    ("shell-true", "a.py", "os.system('rm ' + path)"),
    ("shell-true", "a.js", "const { exec } = require('child_process'); exec(`ls ${path}`)"),
    ("shell-true", "a.js", "import { spawn } from 'child_process'; spawn('ls', [path], { shell: true })"),
    ("unsafe-load", "a.py", "yaml.load(text)"),
    ("unsafe-load", "a.py", "pickle.loads(body)"),
    ("unsafe-load", "a.py", "eval(request.args['x'])"),
    ("unsafe-load", "a.js", "eval(req.body.code)"),
    ("jwt-not-verified", "a.py", 'jwt.decode(token, key, algorithms=["RS256"], options={"verify_signature": False})'),
    ("jwt-not-verified", "a.py", 'jwt.decode(token, key, algorithms=["none"])'),
    ("jwt-not-verified", "a.js", "jwt.verify(token, key, { ignoreExpiration: true })"),
    ("jwt-not-verified", "a.js", "const claims = jwt.decode(token)"),
    ("jwt-algorithm", "a.py", 'jwt.encode(claims, secret, algorithm="HS256")'),
    ("jwt-algorithm", "a.py", 'JWT_ALGORITHM = "HS256"'),
    ("key-in-code", "a.py", 'PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----\n' + "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" * 2 + '\n-----END PUBLIC KEY-----"""'),
    ("secret-in-code", "a.py", 'API_KEY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"'),
    ("secret-in-code", "a.js", "const config = { password: 'Tr0ub4dor+3x' }"),
    ("cors-open", "a.py", 'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"])'),
    ("cors-open-credentials", "a.py", 'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)'),
    ("cors-open", "a.js", "const cors = require('cors'); app.use(cors())"),
    ("cors-open-credentials", "a.js", "app.use(cors({ origin: true, credentials: true }))"),
    ("tls-verification-off", "a.py", "requests.get(url, verify=False)"),
    ("tls-verification-off", "a.js", "new https.Agent({ rejectUnauthorized: false })"),
    ("debug-on", "a.py", "app.run(debug=True)"),
    ("secret-logged", "a.py", 'log.info("user_login", username=username, password=password)'),
    ("secret-logged", "a.py", 'log.info("request_authenticated", token=token)'),
    ("secret-logged", "a.py", 'logging.debug(f"login with {user.password}")'),
    ("secret-logged", "a.js", "console.log('got', accessToken)"),
    ("error-details", "a.py", 'raise HTTPException(status_code=500, detail=f"Database error: {e}")'),
    ("error-details", "a.py", "raise HTTPException(500, detail=str(e))"),
    ("error-details", "a.js", "res.status(500).json({ error: err.stack })"),
    ("cookie-open", "a.py", "SESSION_COOKIE_SECURE = False"),
    ("cookie-open", "a.py", 'response.set_cookie("s", value, httponly=False)'),
    ("weak-password-hash", "a.py", "hashlib.md5(password.encode())"),
    ("weak-password-hash", "a.js", "bcrypt.hash(password, 8)"),
]
# What must pass: most of it from the requirement documents themselves.
GOOD = [
    ("a.py", 'await conn.fetchrow("SELECT * FROM users WHERE id = $1", user_id)'),
    ("a.py", 'db.execute("SELECT * FROM users WHERE id = %s", (user_id,))'),
    ("a.py", 'db.execute(f"SELECT * FROM {TABLE} WHERE id IN ({placeholders})", ids)'),
    ("a.py", 'log.info(f"Update {name} from the set")\nprint("Select " + thing + " from the list")'),
    ("a.js", "const rows = await sql`SELECT * FROM users WHERE id = ${id}`; prisma.$queryRaw`SELECT 1 FROM a WHERE b = ${c}`"),
    ("a.js", "const m = /exec(.*)/.exec(line + rest); cache.exec(a + b)"),
    ("a.py", 'subprocess.run(["ls", path], check=True)\nsubprocess.run("ls -l", shell=False)'),
    ("a.py", "yaml.safe_load(text)\nyaml.load(text, Loader=yaml.SafeLoader)\nmodel.eval()\nre.compile(x)"),
    ("a.py", 'payload = jwt.decode(token, KEY, algorithms=["RS256"], issuer=ISS, audience=AUD, options={"verify_signature": True, "verify_exp": True})'),
    ("a.py", "JWT_ALGORITHM = \"RS256\"\nJWT_AUDIENCE = \"api.promptcraft.local\"\nTOKEN_URL = \"https://auth.example.org/oauth/token\""),
    ("a.py", 'PASSWORD_LABEL = "Enter your password"\npassword: str = Field(..., min_length=12)\nAPI_KEY = os.environ["API_KEY"]\ntoken_type = "bearer"\ntoken = r"[-!#$%&0-9A-Za-z]+"'),
    ("a.py", 'app.add_middleware(CORSMiddleware, allow_origins=["https://dashboard.example.org"], allow_credentials=True, allow_methods=["GET", "POST"])'),
    ("a.py", 'log.info("user_login", user_id=user.id, success=True)\nlog.info("x", token_expires_at=token_data["exp"])\nlog.debug("password reset for %s", user)'),
    ("a.py", 'raise HTTPException(status_code=500, detail="An error occurred")\nraise HTTPException(status_code=401, detail=f"Invalid token: {e}")'),
    ("a.py", "SESSION_COOKIE_SECURE = True\nbcrypt.gensalt(rounds=12)\nhashlib.md5(content).hexdigest()"),
    ("a.py", "# password = input()  f\"SELECT * FROM a WHERE b = {c}\"\n'''os.system('rm ' + x)'''"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    files = {".gitignore": IGNORED}
    for kind, cases in (("bad", [(name, text) for _, name, text in BAD]), ("good", GOOD)):
        for number, (name, text) in enumerate(cases):
            files[f"{kind}/{number}/{name}"] = text + "\n"
    return Repository(tmp_path_factory.mktemp("code") / "r", files).audit().report


@pytest.mark.parametrize("number", range(len(BAD)), ids=[f"{rule}-{number}" for number, (rule, _, _) in enumerate(BAD)])
def test_B2_B7_B10_B12_A12_bad_code_is_found(report, number):
    rule, name, _ = BAD[number]
    found = {rule for each in report["findings"] for rule in [each["rule"], *(other.split()[-1] for other in each.get("also_by", []))] if each.get("place", {}).get("file") == f"bad/{number}/{name}"}
    assert rule in found


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_B2_B7_B10_B12_A12_good_code_passes(report, number):
    found = [(each["rule"], each["what"]) for each in report["findings"] if each.get("place", {}).get("file", "").startswith(f"good/{number}/")]
    assert [each for each in found if each[0] != "env-example-complete"] == []


def test_code_of_tests_is_not_looked_at(tmp_path):
    result = audited(tmp_path, {"tests/test_a.py": "os.system('rm ' + x)\n"})
    assert result.found("shell-true") == []
