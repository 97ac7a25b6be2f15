"""Files as many projects have them, with a secret at every «KIND»: their forms were written for these tests, and no line is anybody's. What has no such
mark must not be reported. The kinds: alN letters and digits, lowN, hexN, upN base32, bN and buN so many bytes in base64, pwN a password with a sign, hpw one that
people think of, kb a password in base64, dk a login in base64, uuid, jwt, pem."""

FILES = {
    "dotnet/appsettings.Production.json": '''
{
  "Logging": { "LogLevel": { "Default": "Information", "Microsoft.AspNetCore": "Warning" } },
  "AllowedHosts": "*",
  "ConnectionStrings": {
    "CatalogDb": "Server=tcp:sql01.corp.local,1433;Initial Catalog=Catalog;User ID=catalog_svc;Password=«pw14»;Encrypt=True;",
    "EventBus": "amqp://svc_orders:«al18»@rabbit.corp.local:5672/orders",
    "Redis": "cache01.redis.cache.windows.net:6380,password=«b32»,ssl=True,abortConnect=False",
    "Blob": "DefaultEndpointsProtocol=https;AccountName=shopfiles;AccountKey=«b64»;EndpointSuffix=core.windows.net"
  },
  "Identity": { "Authority": "https://login.example.org", "ClientId": "5b1f9c2e-0b54-4c2c-9f0e-2f6a6c1c7d33", "ClientSecret": "«al40»" },
  "Smtp": { "Host": "smtp.corp.local", "Port": 587, "UserName": "mailer", "Password": "«hpw»" },
  "Jwt": { "Issuer": "https://shop.example.org", "Key": "«b48»", "ExpiryMinutes": 30 },
  "Kestrel": { "Certificates": { "Default": { "Path": "/etc/tls/shop.pfx", "Password": "«pw12»" } } }
}
''',
    "dotnet/web.config": '''
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <connectionStrings>
    <add name="Main" connectionString="Data Source=SQL01;Initial Catalog=Crm;Persist Security Info=True;User ID=crm;Password=«pw12»" providerName="System.Data.SqlClient" />
  </connectionStrings>
  <appSettings>
    <add key="webpages:Version" value="3.0.0.0" />
    <add key="SendGridApiKey" value="«al40»" />
    <add key="Paypal.ClientSecret" value="«al60»"/>
  </appSettings>
  <system.web>
    <machineKey validationKey="«hex128»" decryptionKey="«hex64»" validation="SHA1" decryption="AES" />
    <identity impersonate="true" userName="CORP\\crmweb" password="«hpw»" />
    <sessionState mode="Custom" />
  </system.web>
  <system.net><mailSettings><smtp from="a@example.org">
    <network host="mail.corp.local" userName="crm" password="«pw10»" />
  </smtp></mailSettings></system.net>
</configuration>
''',
    "spring/src/main/resources/application.yml": '''
spring:
  datasource:
    url: jdbc:postgresql://db.corp.local:5432/orders
    username: orders
    password: «pw14»
  rabbitmq:
    host: mq
    password: "«hpw»"
  mail:
    host: smtp.corp.local
    password: ${MAIL_PASSWORD}
  security:
    oauth2:
      client:
        registration:
          github:
            client-id: 2f3a9b7c6d5e4f3a2b1c
            client-secret: «hex40»
server:
  ssl:
    key-store: classpath:shop.p12
    key-store-password: «al12»
    key-store-type: PKCS12
jasypt:
  encryptor:
    password: «al20»
management:
  endpoints.web.exposure.include: health,info
''',
    "spring/src/main/resources/application-prod.properties": '''
spring.datasource.url=jdbc:mysql://db.corp.local/orders?user=orders&password=«al16»&useSSL=true
spring.datasource.hikari.maximum-pool-size=20
spring.ldap.password=«hpw»
spring.kafka.properties.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="«al24»";
app.jwtSecret=«b32»
app.signing-key = «hex64»
logging.level.org.springframework.security=DEBUG
''',
    "node/.npmrc": '''
registry=https://npm.corp.local/
//npm.corp.local/:_authToken=«uuid»
//registry.example.org/:_password=«kb»
//registry.example.org/:username=ci
//old.example.org/:_auth=«b24»
always-auth=true
''',
    "node/.yarnrc.yml": '''
npmRegistryServer: "https://npm.corp.local"
npmAuthToken: "«uuid»"
yarnPath: .yarn/releases/yarn-4.1.0.cjs
''',
    "node/config/default.js": '''
module.exports = {
  port: process.env.PORT || 3000,
  session: { secret: '«al32»', resave: false },
  mongo: 'mongodb+srv://shop:«al16»@cluster0.ab1cd.mongodb.net/shop?retryWrites=true',
  stripe: { publishable: 'pk_live_XXXXXXXXXXXXXXXX' },
  crypto: { iv: '0123456789abcdef' },
};
''',
    "home/.netrc": '''
machine api.heroku.com
  login ops@example.org
  password «uuid»
machine ftp.corp.local login deploy password «hpw»
''',
    "k8s/kubeconfig": '''
apiVersion: v1
kind: Config
clusters:
- name: prod
  cluster:
    server: https://10.1.2.3:6443
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJkekNDQVIyZ0F3SUJBZ0lCQURBS0JnZ3Foa2pPUFFRREFqQWpNU0V3SHdZRFZRUUREQmhyCg==
users:
- name: ci
  user:
    token: «jwt»
- name: legacy
  user:
    username: admin
    password: «pw12»
- name: boot
  user:
    token: «low6».«low16»
contexts: []
''',
    "docker/.docker/config.json": '''
{
  "auths": {
    "registry.corp.local": { "auth": "«dk»" },
    "ghcr.io": { "username": "ci", "password": "«al24»" },
    "quay.io": { "identitytoken": "«bu40»" }
  },
  "credsStore": "desktop"
}
''',
    "terraform/terraform.tfvars": '''
region            = "eu-central-1"
db_username       = "shop"
db_password       = "«pw16»"
datadog_app_key   = "«hex40»"
ssh_public_key    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4nVp0bq0mGZ0yq3S2n9y3m6sQ5m0o1w1r6yqk3Xg2d ops@example.org"
vault_token       = "hvs.«bu90»"
master_credentials = { username = "root", password = "«al14»" }
ami               = "ami-0abcdef1234567890"
kms_key_id        = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
''',
    "terraform/main.tf": '''
provider "aws" {
  access_key = "AKIA«up16»"
  secret_key = "«al40»"
}
resource "aws_db_instance" "main" {
  engine   = "postgres"
  username = "root"
  password = "«al18»"
}
resource "random_password" "x" {
  length = 24
}
resource "azurerm_key_vault_secret" "s" {
  name  = "sql-admin-password"
  value = "«pw14»"
}
resource "aws_ssm_parameter" "db" {
  name  = "/shop/db/password"
  type  = "SecureString"
  value = "«al20»"
}
resource "kubernetes_secret" "k" {
  data = {
    API_TOKEN = "«al32»"
  }
}
output "token" { value = data.aws_eks_cluster_auth.this.token }
''',
    "ansible/group_vars/all.yml": '''
---
ansible_user: deploy
ansible_become_pass: "«hpw»"
ansible_ssh_pass: «pw12»
mysql_root_password: '«al16»'
grafana_admin_password: "{{ vault_grafana_admin_password }}"
users:
  - { name: bob, password: "$6$rounds=656000$«al12»$«al86»" }
snmp_community: «al14»
vault_secret: !vault |
          $ANSIBLE_VAULT;1.1;AES256
          62313365396662343061393464336163383764373764613633653634306231386433626436623361
          6134333665353966363534333632666535333761666131620a663537646436643839616531643561
''',
    "ansible/inventory/hosts.ini": '''
[web]
web1 ansible_host=10.0.0.5 ansible_user=root ansible_password=«hpw»
web2 ansible_host=10.0.0.6 ansible_ssh_private_key_file=~/.ssh/id_ed25519
[win:vars]
ansible_winrm_transport=ntlm
ansible_become_password=«pw12»
''',
    "ansible/roles/db/tasks/main.yml": '''
- name: user
  community.mysql.mysql_user:
    name: app
    password: "«pw14»"
    priv: 'shop.*:ALL'
- name: join
  ansible.builtin.shell: realm join -U admin corp.local <<< '«hpw»'
- name: uri
  uri:
    url: https://api.corp.local/x
    url_username: svc
    url_password: «al16»
    headers:
      X-Api-Key: «al32»
- name: pg
  postgresql_user: name=app password=«al14» state=present
''',
    "rails/config/database.yml": '''
default: &default
  adapter: postgresql
  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>
production:
  <<: *default
  username: shop
  password: «pw14»
  url: postgres://shop:«al14»@db/shop
test:
  password: <%= ENV["PW"] %>
''',
    "rails/config/master.key": "«hex32»",
    "rails/config/secrets.yml": '''
development:
  secret_key_base: «hex128»
production:
  secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>
  devise_pepper: «hex64»
''',
    "rails/config/initializers/omniauth.rb": '''
Rails.application.config.middleware.use OmniAuth::Builder do
  provider :github, "1a2b3c4d5e6f7a8b9c0d", "«hex40»"
  provider :google_oauth2, ENV["G_ID"], ENV["G_SECRET"]
end
Devise.setup do |config|
  config.secret_key = '«hex128»'
  config.pepper = "«hex128»"
end
ActionMailer::Base.smtp_settings = { address: "smtp.corp.local", user_name: "app", password: "«pw12»", authentication: :plain }
''',
    "ios/App/Info.plist": '''
<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
	<key>CFBundleIdentifier</key>
	<string>org.example.shop</string>
	<key>MapboxSecret</key>
	<string>«al40»</string>
	<key>API_KEY</key>
	<string>«al32»</string>
	<key>BackendPassword</key>
	<string>«pw14»</string>
	<key>NSCameraUsageDescription</key>
	<string>Scan a code</string>
</dict>
</plist>
''',
    "ios/App/Config.xcconfig": '''
PRODUCT_NAME = Shop
API_SECRET = «al40»
SENTRY_AUTH_TOKEN=«hex64»
SLASH = /
''',
    "ios/App/Keys.swift": '''
enum Keys {
    static let apiToken = "«al40»"
    static let clientSecret: String = "«hex32»",
    static let baseURL = "https://api.example.org/v2"
    let encryptionKey: [UInt8] = Array("«al32»".utf8)
}
''',
    "ios/App/Constants.m": '''
static NSString *const kApiSecret = @"«al36»";
#define PARSE_CLIENT_KEY @"«al40»"
NSString *url = @"https://example.org/a/b";
''',
    "android/gradle.properties": '''
org.gradle.jvmargs=-Xmx2g
RELEASE_STORE_PASSWORD=«hpw»
RELEASE_KEY_PASSWORD=«pw12»
mavenPassword=«al24»
signing.password=«al12»
signing.keyId=24875D73
''',
    "android/app/build.gradle": '''
android {
    signingConfigs {
        release {
            storeFile file("release.jks")
            storePassword "«pw12»"
            keyAlias "upload"
            keyPassword '«hpw»'
        }
    }
    defaultConfig {
        buildConfigField "String", "API_KEY", "\\"«al40»\\""
        resValue "string", "maps_secret", "«al32»"
        manifestPlaceholders = [appAuthSecret: "«al28»"]
    }
}
''',
    "android/app/build.gradle.kts": '''
signingConfigs {
    create("release") {
        storePassword = "«al12»"
        keyPassword = System.getenv("KEY_PW")
    }
}
maven { credentials { username = "ci"; password = "«al20»" } }
buildConfigField("String", "CLIENT_SECRET", "\\"«al40»\\"")
''',
    "android/app/src/main/res/values/secrets.xml": '''
<resources>
    <string name="app_name">Shop</string>
    <string name="facebook_client_token">«hex32»</string>
    <string name="password_hint">Your password</string>
    <string name="backend_password" translatable="false">«pw14»</string>
</resources>
''',
    "android/app/src/main/java/A.kt": '''
object A {
    private const val API_SECRET = "«al36»"
    val req = Request.Builder().header("X-Api-Token", "«al32»").build()
    val cred = Credentials.basic("app", "«pw14»")
    val key = SecretKeySpec("«al16»".toByteArray(), "AES")
}
''',
    "ci/Jenkinsfile": '''
pipeline {
  environment {
    SONAR_TOKEN = '«hex40»'
    REGISTRY = credentials('registry')
  }
  stages { stage('x') { steps {
    sh "docker login -u ci -p «al18» registry.corp.local"
    sh 'curl -u jenkins:«pw14» https://nexus.corp.local/x'
    sh "mvn deploy -Dnexus.password=«al14»"
    sh 'sshpass -p "«hpw»" scp a.war tomcat@app1:/srv'
  } } }
}
''',
    "ci/.github/workflows/deploy.yml": '''
name: deploy
on: push
permissions: {contents: read}
env:
  NPM_TOKEN: npm_«al36»
  DB_PASSWORD: «al16»
jobs:
  d:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11
      - uses: appleboy/ssh-action@029f5b4aeeeb58fdfe1410a5d17f967dacf36262
        with:
          host: 10.0.0.9
          username: root
          password: «hpw»
      - run: |
          echo "«al20»" | docker login -u bot --password-stdin
          az login -u a@example.org -p '«pw14»'
      - run: ./x --token ${{ secrets.TOKEN }}
''',
    "ci/.gitlab-ci.yml": '''
variables:
  MYSQL_ROOT_PASSWORD: «al14»
  POSTGRES_PASSWORD: postgres
  SECRET_KEY:
    value: "«al40»"
    description: key
deploy:
  script:
    - lftp -u deploy,«pw12» ftp.corp.local
    - export AWS_SECRET_ACCESS_KEY=«al40»
    - mysql -h db -uroot -p«al14» shop < a.sql
''',
    "helm/values.yaml": '''
image: { repository: shop, tag: 1.2.3 }
auth:
  username: shop
  password: "«al16»"
  existingSecret: ""
postgresql:
  auth:
    postgresPassword: «pw14»
    replicationPassword: ""
env:
  - name: JWT_SIGNING_KEY
    value: "«b32»"
  - name: LOG_LEVEL
    value: debug
externalRedis: { host: redis, password: «al18» }
ingress:
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
''',
    "k8s/secret.yaml": '''
apiVersion: v1
kind: Secret
metadata: { name: db }
type: Opaque
data:
  username: c2hvcA==
  password: «kb»
stringData:
  api-key: «al32»
''',
    "k8s/cm.yaml": '''
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  app.ini: |
    [database]
    host = db
    passwd = «pw12»
    [mail]
    smtp_pass=«al14»
  settings.json: |
    {"token": "«al32»", "debug": false}
''',
    "systemd/shop.service": '''
[Service]
User=shop
Environment="DB_PASSWORD=«pw14»" "LOG=info"
Environment=API_TOKEN=«al32»
ExecStart=/usr/bin/shop --db-password=«al14» --port 80
ExecStartPost=/usr/bin/redis-cli -a «al16» ping
''',
    "etc/ssh/config": '''
Host bastion
  User ops
  IdentityFile ~/.ssh/id_rsa
  ProxyCommand sshpass -p «pw12» ssh -W %h:%p jump
''',
    "etc/my.cnf": '''
[client]
user = root
password = «hpw»
[mysqldump]
password="«al14»"
[mysqld]
port = 3306
master-password = «al16»
''',
    "wp/wp-config.php": '''
<?php
define('DB_NAME', 'wp');
define('DB_USER', 'wp');
define('DB_PASSWORD', '«pw14»');
define( 'AUTH_KEY',         '«al64»' );
define( 'NONCE_SALT',       '«al60»');
define('WP_DEBUG', false);
$table_prefix = 'wp_';
define('FTP_PASS', '«hpw»');
''',
    "wp/config/database.php": '''
<?php
return [
  'mysql' => [
    'username' => env('DB_USERNAME', 'forge'),
    'password' => env('DB_PASSWORD', '«al16»'),
  ],
  'ldap' => ['bind_pw' => '«pw12»'],
];
$link = mysqli_connect("localhost", "app", "«pw12»", "shop");
$pdo = new PDO('mysql:host=db;dbname=shop', 'app', '«pw14»');
''',
    "firebase/google-services.json": '''
{
  "project_info": { "project_number": "123456789012", "project_id": "shop-1" },
  "client": [ { "api_key": [ { "current_key": "AIza«al35»" } ] } ]
}
''',
    "firebase/service-account.json": '''
{
  "type": "service_account",
  "project_id": "shop-1",
  "private_key_id": "«hex40»",
  "private_key": "-----BEGIN PRIVATE KEY-----\\n«pem»\\nAbcdEf0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcd\\n-----END PRIVATE KEY-----\\n",
  "client_email": "x@shop-1.iam.gserviceaccount.com"
}
''',
    "postman/shop.postman_collection.json": '''
{
  "info": { "_postman_id": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "name": "shop" },
  "auth": { "type": "bearer", "bearer": [ { "key": "token", "value": "«bu40»", "type": "string" } ] },
  "item": [ { "request": { "method": "GET",
    "header": [ { "key": "X-API-Key", "value": "«al32»" },
                { "key": "Accept", "value": "application/json" } ],
    "auth": { "type": "basic", "basic": [
       { "key": "username", "value": "admin", "type": "string" },
       { "key": "password", "value": "«pw12»", "type": "string" } ] },
    "url": "https://api.example.org/v1?api_key=«al32»" } } ],
  "variable": [
    { "key": "client_secret",
      "value": "«al36»" } ]
}
''',
    "nb/model.ipynb": '''
{
 "cells": [
  { "cell_type": "code", "source": [
    "import os\\n",
    "os.environ['OPENAI_API_KEY'] = 'sk-«al48»'\\n",
    "openai.api_key = \\"«al40»\\"\\n",
    "conn = psycopg2.connect(host='db', user='ds', password='«pw12»')\\n",
    "engine = create_engine(\\"postgresql://ds:«al14»@db/shop\\")\\n",
    "df = spark.read.option('password', '«al16»').load()\\n",
    "client = Minio('minio:9000', access_key='AKX1', secret_key='«al32»')\\n"
   ], "outputs": [ { "image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk" } ] }
 ]
}
''',
    "web/session.har": '''
{"log": {"entries": [
 {"request": {"url": "https://api.example.org/x?access_token=«al40»",
  "headers": [
   {"name": "Authorization", "value": "Bearer «bu40»"},
   {"name": "User-Agent", "value": "Mozilla/5.0"},
   {"name": "Cookie", "value": "sessionid=«hex32»; theme=dark"}],
  "postData": {"mimeType": "application/x-www-form-urlencoded", "text": "user=bob&password=«al14»&x=1"}}}
]}}
''',
    "django/settings.py": '''
DEBUG = False
SECRET_KEY = 'django-insecure-«al50»'
DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'USER': 'shop',
  'PASSWORD': '«pw14»', 'HOST': 'db'}}
EMAIL_HOST_PASSWORD = '«hpw»'
AWS_SECRET_ACCESS_KEY = os.environ.get('AWS_SECRET', '«al40»')
CACHES = {'default': {'LOCATION': 'redis://:«al20»@cache:6379/0'}}
AUTH_PASSWORD_VALIDATORS = [{'NAME': 'django.contrib.auth.password_validation.MinimumLengthValidator'}]
SIMPLE_JWT = {'SIGNING_KEY': "«al50»"}
''',
    "embedded/include/secrets.h": '''
#define WIFI_SSID "plant-3"
#define WIFI_PASSWORD "«pw12»"
#define WIFI_PASS "«hpw»"
const char* mqtt_password = "«al14»";
static const char psk[] = "«al16»";
#define OTA_KEY "«hex32»",
const char *ssid = "office";
''',
    "embedded/esp.yaml": '''
wifi:
  ssid: "plant"
  password: "«hpw»"
api:
  encryption:
    key: "«b32»"
ota:
  - platform: esphome
    password: "«hex32»",
''',
    "embedded/prj.conf": '''
CONFIG_NET_SHELL=y
CONFIG_WIFI_CREDENTIALS_STATIC_PASSWORD="«pw12»"
CONFIG_MY_PSK="«al20»"
''',
    "etc/wpa_supplicant.conf": '''
network={
  ssid="plant"
  psk="«pw12»"
}
''',
    "etc/nginx/snip.conf": '''
proxy_set_header Authorization "Basic «dk»";
proxy_set_header X-Real-IP $remote_addr;
set $upstream_token "«al32»";
''',
    "etc/ppp/chap-secrets": '''
# client server secret IP
bob  *  "«pw12»"  *
''',
    "etc/grafana.ini": '''
[security]
admin_user = admin
admin_password = «al14»
secret_key = «al20»
[auth.ldap]
bind_password = """«pw12»"""
''',
    "etc/odbc.ini": '''
[shop]
Driver = PostgreSQL
UID = shop
PWD = «al14»
''',
    "maven/settings.xml": '''
<settings>
  <servers>
    <server>
      <id>nexus</id>
      <username>deploy</username>
      <password>«hpw»</password>
    </server>
    <server><id>b</id><privateKey>${user.home}/.ssh/id</privateKey><passphrase>«al14»</passphrase></server>
  </servers>
</settings>
''',
    "java/src/Db.java": '''
class Db {
  Connection c() { return DriverManager.getConnection("jdbc:oracle:thin:@h:1521:x", "app", "«pw12»"); }
  Connection d() { return DriverManager.getConnection("jdbc:oracle:thin:app/«al14»@h:1521:x"); }
  static final String TOKEN = "«al40»";
  void e() { props.put("password", "«pw14»"); props.setProperty("ssl.keystore.password", "«al12»"); }
  BasicAWSCredentials f = new BasicAWSCredentials("AKIA«up16»", "«al40»");
  UsernamePasswordAuthenticationToken t = new UsernamePasswordAuthenticationToken("bob", "«pw12»");
}
''',
    "go/main.go": '''
package main
const apiKey = "«al40»"
var cfg = Config{User: "app", Password: "«pw12»"}
var dsn = "app:«al14»@tcp(db:3306)/shop"
func f() { req.SetBasicAuth("svc", "«pw14»"); os.Setenv("API_TOKEN", "«al32»"); viper.SetDefault("jwt.secret", "«al40»") }
var hmacKey = []byte("«al40»")
''',
    "compose/docker-compose.yml": '''
services:
  db:
    image: postgres:16
    environment:
      - POSTGRES_PASSWORD=«al14»
      - POSTGRES_USER=shop
      - POSTGRES_DB=shop
  app:
    environment:
      SECRET_KEY_BASE: «hex64»
      DATABASE_URL: postgres://shop:«al14»@db/shop
      X_PASSWORD: ${X_PASSWORD:-«hpw»}
    command: ["redis-server", "--requirepass", "«al18»"]
''',
    "docker/Dockerfile": '''
FROM debian:12-slim
ENV DB_PASSWORD=«al14» LOG=1
ENV API_TOKEN «al32»
ARG NPM_TOKEN="«uuid»"
RUN echo "root:«hpw»" | chpasswd
RUN git clone https://ci:«al20»@git.corp.local/x.git
RUN useradd -m -p $(openssl passwd -1 «al12») bob
''',
    "ps/deploy.ps1": '''
$password = ConvertTo-SecureString "«hpw»" -AsPlainText -Force
$cred = New-Object System.Management.Automation.PSCredential("CORP\\svc", (ConvertTo-SecureString '«pw12»' -AsPlainText -Force))
Connect-AzAccount -ApplicationId 11111111-2222-3333-4444-555555555555 -Secret "«al40»"
$env:SQL_PASSWORD = '«al14»'
Invoke-Sqlcmd -ServerInstance s -Username sa -Password "«pw14»"
net user svc «hpw» /add
''',
    "doc/RUNBOOK.md": '''
# Runbook
Log in at https://grafana.corp.local as `admin` with password `«pw12»`.
Wifi password: «hpw»
| host | user | password |
|------|------|----------|
| db1  | root | in the vault |
Use the API token `«al40»` for the pager.
Never write your password down.
''',
    "lua/kong.lua": '''
local secret = "«al32»"
conf.redis_password = "«al16»"
''',
    "toml/config.toml": '''
[database]
user = "app"
password = "«pw12»"
[api]
token = '«al32»'
''',
    "tomcat/tomcat-users.xml": '''
<tomcat-users>
  <user username="admin" password="«hpw»" roles="manager-gui"/>
  <Resource name="jdbc/x" username="app" password="«al14»" url="jdbc:mysql://db/x"/>
</tomcat-users>
''',
    "perl/db.pl": '''
my $dbh = DBI->connect("dbi:mysql:shop", "app", "«pw12»");
my $password = "«al14»";
''',
    "r/db.R": '''
con <- dbConnect(RPostgres::Postgres(), user = "ds", password = "«pw12»")
Sys.setenv(API_TOKEN = "«al32»")
token <- "«al40»"
''',
    "rust/main.rs": '''
const API_KEY: &str = "«al40»";
let password = String::from("«pw12»");
let client = Client::new().basic_auth("svc", Some("«pw14»"));
''',
    "elixir/config/prod.exs": '''
config :shop, Shop.Repo, username: "shop", password: "«pw12»"
config :shop, ShopWeb.Endpoint, secret_key_base: "«b48»"
''',
    "scala/application.conf": '''
play.http.secret.key="«al40»"
db.default.password=«hpw»
slick { db { user = app, password = "«al14»" } }
akka { loglevel = INFO }
''',
    "dotnet/Shop.csproj": '''
<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>
  <UserSecretsId>2964ec8e-0d48-4541-b305-94cab537f867</UserSecretsId>
</PropertyGroup></Project>
''',
    "android/app/src/main/assets/topics.json": '''
[{"image": "https://firebasestorage.googleapis.com/v0/b/shop.appspot.com/o/a.svg?alt=media&token=506faab0-617a-4668-9e63-4a2fb996603f"}]
''',
    "django/tests/settings_ci.py": '''
DATABASE_URL = "postgres://shop:shop@localhost:5432/shop"
FEATURE_TOKEN = "pm-27581-device-auth-key"
RECOVERY_TOKEN = "valid-recovery-code-12345"
DECRYPTION_KEY = "00112233445566778899aabbccddeeff"
AZURITE = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
ENCRYPTION_KEY = request.UserKeyB64
PRIVATE_KEY = testEd25519PrivateKey
''',
}
