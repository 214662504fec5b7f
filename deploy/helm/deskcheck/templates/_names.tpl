{{- define "deskcheck.name" -}}
{{ printf "%s-deskcheck" .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "deskcheck.selector" -}}
app.kubernetes.io/name: deskcheck
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "deskcheck.labels" -}}
{{ include "deskcheck.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
