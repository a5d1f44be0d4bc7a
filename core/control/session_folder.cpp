// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/session_folder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace lanescope::control {
namespace {

QStringList places()
{
    return {QStringLiteral("/dev/shm"), qEnvironmentVariable("XDG_RUNTIME_DIR"), QDir::tempPath()};
}

// Folders are named after the process that made them; one whose maker is gone belongs to nobody.
void removeAbandoned(const QString& place)
{
    static const QRegularExpression name(QStringLiteral("^lanescope-(\\d+)-\\w+$"));
    const QFileInfoList found =
        QDir(place).entryInfoList({QStringLiteral("lanescope-*")}, QDir::Dirs | QDir::NoSymLinks);
    for (const QFileInfo& folder : found) {
        const QRegularExpressionMatch match = name.match(folder.fileName());
        const bool ours = match.hasMatch() && folder.ownerId() == ::getuid();
        if (ours && ::kill(match.captured(1).toInt(), 0) != 0 && errno == ESRCH)
            QDir(folder.absoluteFilePath()).removeRecursively();
    }
}

} // namespace

Result<SessionFolder> SessionFolder::make()
{
    QStringList complaints;
    for (const QString& place : places()) {
        if (place.isEmpty() || !QFileInfo(place).isDir())
            continue;
        removeAbandoned(place);
        QByteArray pattern = QFile::encodeName(
            QStringLiteral("%1/lanescope-%2-XXXXXX").arg(place).arg(QCoreApplication::applicationPid()));
        if (::mkdtemp(pattern.data()) != nullptr)
            return SessionFolder(QFile::decodeName(pattern));
        complaints += place + QStringLiteral(": ") + QString::fromLocal8Bit(std::strerror(errno));
    }
    return Error{"No folder for the session could be made (" + complaints.join(QStringLiteral("; ")).toStdString() +
                 "). Free some space there or set TMPDIR to a folder that can be written."};
}

SessionFolder::SessionFolder(SessionFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, QString()))
{
}

SessionFolder::~SessionFolder()
{
    if (!m_path.isEmpty())
        QDir(m_path).removeRecursively();
}

} // namespace lanescope::control
