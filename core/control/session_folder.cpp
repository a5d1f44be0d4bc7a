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

// Whoever is ended in the middle of making its segment may still finish that: a file that comes while the others are being
// removed keeps the folder. So it gets another name first, under which nobody opens anything; what comes then was under
// way already, and is removed with the next attempt. The name is one that removeAbandoned() knows.
void removeForGood(const QString& path)
{
    constexpr int kAttempts = 100;
    const QString over = path + QStringLiteral("_over");
    const QString folder = QDir().rename(path, over) ? over : path;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (QDir(folder).removeRecursively())
            return;
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
        removeForGood(m_path);
}

} // namespace lanescope::control
