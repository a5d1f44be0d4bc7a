// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace lanescope::testing {

/// The built-in site as somebody else's: a program of its own that the run does not steer. Its end is that of the object.
class OtherSite {
public:
    /// `settings` as lanescope-site takes them behind --set: "hosts=2".
    explicit OtherSite(const QStringList& settings)
    {
        QStringList arguments{QStringLiteral("--quiet")};
        for (const QString& setting : settings)
            arguments += {QStringLiteral("--set"), setting};
        m_process.start(QStringLiteral(LANESCOPE_SITE_PROGRAM), arguments);
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(10'000))
                break;
        }
        const QJsonObject listening = QJsonDocument::fromJson(m_process.readLine()).object();
        for (const QJsonValue& host : listening[QStringLiteral("hosts")].toArray())
            m_urls.append(host[QStringLiteral("url")].toString());
    }
    ~OtherSite()
    {
        m_process.write("quit\n");
        m_process.waitForFinished(5000);
    }
    OtherSite(const OtherSite&) = delete;
    OtherSite& operator=(const OtherSite&) = delete;

    QString urls() const { return m_urls.join(u' '); }

private:
    QProcess m_process;
    QStringList m_urls;
};

} // namespace lanescope::testing
